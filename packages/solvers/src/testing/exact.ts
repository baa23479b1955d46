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

/** The float itself, a whole number over a power of two. */
export const binary = (x: number): Rational => {
  let q = 1n;
  let scaled = x;
  while (!Number.isInteger(scaled)) {
    scaled *= 2;
    q *= 2n;
  }
  return rational(BigInt(scaled), q);
};

/** A rooted tree, as the list of the subtrees at its root. */
export type Tree = readonly Tree[];

export const size = (tree: Tree): number => tree.reduce((n, child) => n + size(child), 1);

/** Product of the sizes of all subtrees: the order condition of a tree is `Σ bᵢ Φᵢ(tree) = 1/γ(tree)`. */
export const gamma = (tree: Tree): bigint =>
  tree.reduce((product, child) => product * gamma(child), BigInt(size(tree)));

const known: (readonly Tree[])[] = [];

/** All rooted trees with n vertices, each once: multisets of smaller trees at a root. */
export const treesOf = (n: number): readonly Tree[] => {
  /** Multisets of trees with `left` vertices in all, none after tree `from` of size `most` in their order. */
  const forests = (left: number, most: number, from: number): readonly Tree[] => {
    if (left === 0) return [[]];
    const found: Tree[] = [];
    for (let order = Math.min(left, most); order >= 1; order--) {
      const trees = treesOf(order);
      for (let index = order === most ? from : 0; index < trees.length; index++)
        for (const rest of forests(left - order, order, index)) found.push([trees[index]!, ...rest]);
    }
    return found;
  };
  known[n] ??= forests(n - 1, n - 1, 0);
  return known[n];
};
