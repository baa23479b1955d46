import type { Derivative } from "../vector-space.js";

/** One initial value problem of the DETEST set, to be solved from t = 0 to t = 20. */
export interface DetestProblem {
  readonly f: Derivative<Float64Array>;
  readonly y0: readonly number[];
}

type Rule = (y: Float64Array, t: number) => readonly number[];

const problem = (y0: readonly number[], rule: Rule): DetestProblem => ({
  y0,
  f: (y, t, out) => {
    out.set(rule(y, t));
    return out;
  },
});

const unit = (n: number): number[] => Array.from({ length: n }, (_, i) => (i === 0 ? 1 : 0));
const decay = (rate: (i: number) => number): DetestProblem =>
  problem(unit(10), (y) =>
    Array.from(y, (v, i) => (i > 0 ? rate(i) * y[i - 1]! : 0) - (i < 9 ? rate(i + 1) * v : 0)),
  );
const heat = (n: number): DetestProblem =>
  problem(unit(n), (y) => Array.from(y, (v, i) => (y[i - 1] ?? 0) - 2 * v + (y[i + 1] ?? 0)));
const kepler = (e: number): DetestProblem =>
  problem([1 - e, 0, 0, Math.sqrt((1 + e) / (1 - e))], ([a, b, c, d]) => {
    const r = (a! ** 2 + b! ** 2) ** 1.5;
    return [c!, d!, -a! / r, -b! / r];
  });

const planets = [
  3.42947415189, 3.35386959711, 1.35494901715, 6.6414554255, 5.97156957878, 2.18231499728, 11.2630437207,
  14.6952576794, 6.27960525067, -30.1552268759, 1.65699966404, 1.43785752721, -21.123835338, 28.4465098142,
  15.3882659679, -0.557160570446, 0.505696783289, 0.230578543901, -0.415570776342, 0.365682722812,
  0.169143213293, -0.325325669158, 0.189706021964, 0.087726532278, -0.024047625417, -0.287659532608,
  -0.117219543175, -0.176860753121, -0.216393453025, -0.014864789309,
];
const masses = [
  0.000954786104043, 0.000285583733151, 0.0000437273164546, 0.0000517759138449, 0.00000277777777778,
];
const fiveBodies: Rule = (y) => {
  const accelerations = Array.from({ length: 15 }, () => 0);
  const cube = (x: number, z: number, w: number): number => (x * x + z * z + w * w) ** 1.5;
  const r3 = masses.map((_, j) => cube(y[3 * j]!, y[3 * j + 1]!, y[3 * j + 2]!));
  for (let j = 0; j < 5; j++)
    for (let axis = 0; axis < 3; axis++) {
      let pull = (-(1.00000597682 + masses[j]!) * y[3 * j + axis]!) / r3[j]!;
      for (let k = 0; k < 5; k++) {
        if (k === j) continue;
        const gap = [0, 1, 2].map((i) => y[3 * k + i]! - y[3 * j + i]!);
        pull += masses[k]! * (gap[axis]! / cube(gap[0]!, gap[1]!, gap[2]!) - y[3 * k + axis]! / r3[k]!);
      }
      accelerations[3 * j + axis] = 2.95912208286 * pull;
    }
  return [...y.subarray(15), ...accelerations];
};

/**
 * The 25 problems of DETEST (Hull, Enright, Fellen, Sedgwick 1972; corrected E4 and C5 constants). `golden/detest.json` has
 * y(20) to at least 12 digits and, for each method of SciPy 1.17 at rtol = atol, [tolerance, evaluations, root mean square
 * error at t = 20].
 */
export const detest: Readonly<Record<string, DetestProblem>> = {
  A1: problem([1], ([y]) => [-y!]),
  A2: problem([1], ([y]) => [-(y! ** 3) / 2]),
  A3: problem([1], ([y], t) => [y! * Math.cos(t)]),
  A4: problem([1], ([y]) => [(y! / 4) * (1 - y! / 20)]),
  A5: problem([4], ([y], t) => [(y! - t) / (y! + t)]),
  B1: problem([1, 3], ([a, b]) => [2 * (a! - a! * b!), -(b! - a! * b!)]),
  B2: problem([2, 0, 1], ([a, b, c]) => [-a! + b!, a! - 2 * b! + c!, b! - c!]),
  B3: problem([1, 0, 0], ([a, b]) => [-a!, a! - b! ** 2, b! ** 2]),
  B4: problem([3, 0, 0], ([a, b, c]) => {
    const r = Math.hypot(a!, b!);
    return [-b! - (a! * c!) / r, a! - (b! * c!) / r, a! / r];
  }),
  B5: problem([0, 1, 1], ([a, b, c]) => [b! * c!, -a! * c!, -0.51 * a! * b!]),
  C1: decay(() => 1),
  C2: decay((i) => i),
  C3: heat(10),
  C4: heat(51),
  C5: problem(planets, fiveBodies),
  D1: kepler(0.1),
  D2: kepler(0.3),
  D3: kepler(0.5),
  D4: kepler(0.7),
  D5: kepler(0.9),
  E1: problem([0.671396707141803, 0.09540051444747447], ([a, b], t) => [
    b!,
    -(b! / (t + 1) + (1 - 0.25 / (t + 1) ** 2) * a!),
  ]),
  E2: problem([2, 0], ([a, b]) => [b!, (1 - a! ** 2) * b! - a!]),
  E3: problem([0, 0], ([a, b], t) => [b!, a! ** 3 / 6 - a! + 2 * Math.sin(2.78535 * t)]),
  E4: problem([30, 0], ([, b]) => [b!, 0.032 - 0.4 * b! ** 2]),
  E5: problem([0, 0], ([, b], t) => [b!, Math.sqrt(1 + b! ** 2) / (25 - t)]),
};
