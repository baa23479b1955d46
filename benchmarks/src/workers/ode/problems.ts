/** A problem for solvers on plain numbers, its right-hand side written in the ways that the contenders take. */
export interface OdeProblem {
  readonly name: string;
  readonly y0: readonly number[];
  readonly t1: number;
  /** Fills the buffer that it is handed. */
  readonly inPlace: (y: Float64Array, t: number, out: Float64Array) => Float64Array;
  /** Returns an array. */
  readonly returning: (y: ArrayLike<number>) => number[];
}

const kepler = (orbits: number): OdeProblem => {
  const e = 0.5;
  return {
    name: `Kepler, e = 0.5, ${orbits === 1 ? "one period" : `${orbits} periods`}`,
    y0: [1 - e, 0, 0, Math.sqrt((1 + e) / (1 - e))],
    t1: 2 * Math.PI * orbits,
    inPlace: (y, _, out) => {
      const x = y[0]!;
      const z = y[1]!;
      const square = x * x + z * z;
      const cube = square * Math.sqrt(square);
      out[0] = y[2]!;
      out[1] = y[3]!;
      out[2] = -x / cube;
      out[3] = -z / cube;
      return out;
    },
    returning: (y) => {
      const x = y[0]!;
      const z = y[1]!;
      const square = x * x + z * z;
      const cube = square * Math.sqrt(square);
      return [y[2]!, y[3]!, -x / cube, -z / cube];
    },
  };
};

const lorenz: OdeProblem = {
  name: "Lorenz to t = 15",
  y0: [1, 1, 1],
  t1: 15,
  inPlace: (y, _, out) => {
    const [a, b, c] = [y[0]!, y[1]!, y[2]!];
    out[0] = 10 * (b - a);
    out[1] = a * (28 - c) - b;
    out[2] = a * b - (8 / 3) * c;
    return out;
  },
  returning: (y) => {
    const a = y[0]!;
    const b = y[1]!;
    const c = y[2]!;
    return [10 * (b - a), a * (28 - c) - b, a * b - (8 / 3) * c];
  },
};

/** What they solve. */
export const problems: readonly OdeProblem[] = [kepler(1), kepler(10), lorenz];
