/** A rational number in lowest terms, the denominator positive. */
export interface Rational {
  readonly p: bigint;
  readonly q: bigint;
}

const gcd = (a: bigint, b: bigint): bigint => {
  let [x, y] = [a < 0n ? -a : a, b];
  while (y) [x, y] = [y, x % y];
  return x;
};

/** p/q in lowest terms. */
export const rational = (p: bigint, q: bigint = 1n): Rational => {
  const d = gcd(p, q) || 1n;
  return { p: p / d, q: q / d };
};

export const plus = (a: Rational, b: Rational): Rational => rational(a.p * b.q + b.p * a.q, a.q * b.q);
export const times = (a: Rational, b: Rational): Rational => rational(a.p * b.p, a.q * b.q);

/**
 * The fraction that a float was written as: the first continued fraction convergent that rounds to exactly this
 * float. For denominators below 2²⁶ it is unique.
 */
export const fromFloat = (x: number): Rational => {
  const sign = x < 0 ? -1n : 1n;
  let rest = Math.abs(x);
  let [p0, q0, p1, q1] = [0n, 1n, 1n, 0n];
  for (let i = 0; i < 40; i++) {
    const whole = BigInt(Math.floor(rest));
    [p0, q0, p1, q1] = [p1, q1, whole * p1 + p0, whole * q1 + q0];
    if (Number(p1) / Number(q1) === Math.abs(x)) break;
    rest = 1 / (rest - Math.floor(rest));
  }
  return rational(sign * p1, q1);
};

/** A rooted tree, as the list of the subtrees at its root. */
export type Tree = readonly Tree[];

export const size = (tree: Tree): number => tree.reduce((n, child) => n + size(child), 1);

/** Product of the sizes of all subtrees: the order condition of a tree is `Σ bᵢ Φᵢ(tree) = 1/γ(tree)`. */
export const gamma = (tree: Tree): bigint =>
  tree.reduce((product, child) => product * gamma(child), BigInt(size(tree)));

/** All rooted trees with n vertices, each once. */
export const treesOf = (n: number): readonly Tree[] => {
  const forests = (left: number, most: number): readonly Tree[] => {
    if (left === 0) return [[]];
    const found: Tree[] = [];
    for (let order = Math.min(left, most); order >= 1; order--)
      for (const [index, first] of treesOf(order).entries())
        for (const rest of forests(left - order, order)) {
          const next = rest[0];
          if (next && size(next) === order && treesOf(order).findIndex((t) => same(t, next)) > index)
            continue;
          found.push([first, ...rest]);
        }
    return found;
  };
  return forests(n - 1, n - 1);
};

const same = (a: Tree, b: Tree): boolean => JSON.stringify(a) === JSON.stringify(b);
