/** A smooth problem with its solution. */
export interface SmoothProblem {
  readonly name: string;
  readonly f: (y: number[], t: number) => number[];
  readonly exact: (t: number) => number[];
}

const cosine: SmoothProblem = {
  name: "y' = y cos t",
  f: ([y], t) => [y! * Math.cos(t)],
  exact: (t) => [Math.exp(Math.sin(t))],
};
const rotation: SmoothProblem = {
  name: "a rotation",
  f: ([a, b]) => [b!, -a!],
  exact: (t) => [Math.sin(t), Math.cos(t)],
};

/** For methods of low order. */
export const smooth: readonly SmoothProblem[] = [
  { name: "y' = −y", f: ([y]) => [-y!], exact: (t) => [Math.exp(-t)] },
  cosine,
  { name: "the logistic curve", f: ([y]) => [y! * (1 - y!)], exact: (t) => [1 / (1 + Math.exp(-t))] },
  rotation,
  { name: "y' = −2ty²", f: ([y], t) => [-2 * t * y! ** 2], exact: (t) => [1 / (1 + t * t)] },
  {
    name: "a coupled system with a time of its own",
    f: ([a, b], t) => [b! * Math.cos(t) + a! - b!, a! * Math.cos(t) + b! - a!],
    exact: (t) => {
      const [sum, difference] = [Math.exp(Math.sin(t)), Math.exp(2 * t - Math.sin(t)) / 8];
      return [sum + difference, sum - difference];
    },
  },
];

/**
 * For methods of high order: problems whose error follows its leading term while it is still far above rounding.
 */
export const verySmooth: readonly SmoothProblem[] = [
  cosine,
  rotation,
  {
    name: "a damped oscillation",
    f: ([y, v]) => [v!, -1.25 * y! - v!],
    exact: (t) => [Math.exp(-t / 2) * Math.sin(t), Math.exp(-t / 2) * (Math.cos(t) - Math.sin(t) / 2)],
  },
  {
    name: "an oscillation twice as quick",
    f: ([y, v]) => [v!, -4 * y!],
    exact: (t) => [Math.sin(2 * t), 2 * Math.cos(2 * t)],
  },
  {
    name: "a top, quadratic in its state",
    f: ([a, b, c]) => [b! * c!, -a! * c!, 0 * a! * b!],
    exact: (t) => [Math.sin(t), Math.cos(t), 1],
  },
  {
    name: "two oscillations side by side",
    f: ([a, b, c, d]) => [b!, -a!, 1.5 * d!, -1.5 * c!],
    exact: (t) => [Math.sin(t), Math.cos(t), Math.sin(1.5 * t), Math.cos(1.5 * t)],
  },
];

/** The same for order 8, where that of `y' = y cos t` sinks into rounding before its leading term rules. */
export const smoothest: readonly SmoothProblem[] = [
  ...verySmooth.slice(1),
  {
    name: "a quicker damped oscillation",
    f: ([y, v]) => [v!, -(65 / 16) * y! - v! / 2],
    exact: (t) => [
      Math.exp(-t / 4) * Math.sin(2 * t),
      Math.exp(-t / 4) * (2 * Math.cos(2 * t) - Math.sin(2 * t) / 4),
    ],
  },
];

/**
 * The order p of `error = C h^p (1 + c h)`, by least squares over the logarithms; errors near rounding are left out.
 *
 * @param points pairs of step and error
 * @param terms 3, or 2 for c = 0
 */
export const orderOf = (points: readonly (readonly [number, number])[], terms: 2 | 3 = 3): number => {
  const rows = points
    .filter(([, error]) => error > 3e-13)
    .map(([h, error]) => [...[1, Math.log(h), h].slice(0, terms), Math.log(error)]);
  // Normal equations, eliminated.
  const size = Array.from({ length: terms }, (_, i) => i);
  const a = size.map((i) =>
    [...size, terms].map((j) => rows.reduce((sum, row) => sum + row[i]! * row[j]!, 0)),
  );
  for (const i of size)
    for (const row of size) {
      if (row === i) continue;
      const factor = a[row]![i]! / a[i]![i]!;
      a[row] = a[row]!.map((value, j) => value - factor * a[i]![j]!);
    }
  return a[1]![terms]! / a[1]![1]!;
};
