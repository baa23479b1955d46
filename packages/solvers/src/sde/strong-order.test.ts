import { brownianTree, key } from "@nami/random";
import { describe, expect, test } from "vitest";
import {
  eulerMaruyama, milstein, rowSpace, type SdeMethod, solveSde, sra1, stochasticHeun,
} from "../index.js"; // biome-ignore format: a list

const paths = 1000;
const noise = brownianTree(key(11), { t0: 0, t1: 1 });
const atEnd = noise.value(1, paths);

/** An equation with its solution at t = 1 from W(1). */
interface Equation {
  readonly u0: number;
  readonly drift: (u: number, t: number) => number;
  readonly diffusion: (u: number, t: number) => number;
  readonly solution: (w: number) => number;
}

const [alpha, beta] = [1.01, 0.87];
const growth = { u0: 0.5, drift: (u: number) => alpha * u, diffusion: (u: number) => beta * u };
const equations = {
  "growth, Itô": { ...growth, solution: (w) => 0.5 * Math.exp(alpha - beta ** 2 / 2 + beta * w) },
  "growth, Stratonovich": { ...growth, solution: (w) => 0.5 * Math.exp(alpha + beta * w) },
  "cubic, Itô": {
    u0: 0.5,
    drift: (u) => -0.25 * u * (1 - u * u),
    diffusion: (u) => 0.5 * (1 - u * u),
    solution: (w) => (1.5 * Math.exp(w) - 0.5) / (1.5 * Math.exp(w) + 0.5),
  },
  "wave, Itô": {
    u0: 1,
    drift: (u) => -0.01 * Math.sin(u) * Math.cos(u) ** 3,
    diffusion: (u) => 0.1 * Math.cos(u) ** 2,
    solution: (w) => Math.atan(0.1 * w + Math.tan(1)),
  },
  additive: {
    u0: 1,
    drift: (u, t) => 0.05 / Math.sqrt(1 + t) - u / (2 * (1 + t)),
    diffusion: (_, t) => 0.4 / Math.sqrt(1 + t),
    solution: (w) => (1 + 0.05 + 0.4 * w) / Math.sqrt(2),
  },
} satisfies Record<string, Equation>;

/** Values at t = 1 along all paths, solved as rows of one number. */
const endsOf = ({ u0, drift, diffusion }: Equation, method: SdeMethod): Float64Array => {
  const each = (f: Equation["drift"]) => (y: Float64Array, t: Float64Array, out: Float64Array) => {
    for (let i = 0; i < y.length; i++) out[i] = f(y[i]!, t[i]!);
    return out;
  };
  const problem = { drift: each(drift), diffusion: each(diffusion) };
  const start = new Float64Array(paths).fill(u0);
  const space = rowSpace({ width: 1 });
  return solveSde(problem, start, { t0: 0, t1: 1, method, noise, space }).y;
};

/** Mean error at t = 1. */
const errorOf = (equation: Equation, method: SdeMethod): number =>
  endsOf(equation, method).reduce((sum, u, i) => sum + Math.abs(u - equation.solution(atEnd[i]!)), 0) / paths;

/** Slope of errors over 1/steps, by least squares in logarithms. */
const slopeOf = (errors: readonly (readonly [steps: number, error: number])[]): number => {
  const points = errors.map(([steps, error]) => [-Math.log(steps), Math.log(error)] as const);
  const mean = (i: 0 | 1): number => points.reduce((sum, point) => sum + point[i], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const product = points.reduce((sum, [a, b]) => sum + (a - x) * (b - y), 0);
  return product / points.reduce((sum, [a]) => sum + (a - x) ** 2, 0);
};

const orderOf = (equation: Equation, method: (options: { steps: number }) => SdeMethod): number =>
  slopeOf([16, 32, 64, 128, 256].map((steps) => [steps, errorOf(equation, method({ steps }))]));

describe("strong orders", () => {
  test.each([
    { name: "eulerMaruyama", method: eulerMaruyama, on: "growth, Itô", order: 0.5 },
    { name: "eulerMaruyama", method: eulerMaruyama, on: "cubic, Itô", order: 0.5 },
    { name: "eulerMaruyama", method: eulerMaruyama, on: "additive", order: 1 },
    { name: "milstein", method: milstein, on: "growth, Itô", order: 1 },
    { name: "milstein", method: milstein, on: "cubic, Itô", order: 1 },
    { name: "milstein", method: milstein, on: "wave, Itô", order: 1 },
    { name: "stochasticHeun", method: stochasticHeun, on: "growth, Stratonovich", order: 1 },
    // On a drift that is linear in u the terms of order 3/2 vanish.
    { name: "sra1", method: sra1, on: "additive", order: 2 },
  ] as const)("$name has on the equation $on the order $order", ({ method, on, order }) => {
    expect(Math.abs(orderOf(equations[on], method as typeof milstein) - order)).toBeLessThan(0.1);
  });

  test("sra1 has the order 3/2 on additive noise with a drift that is not linear", () => {
    const drift = (u: number): number => Math.sin(3 * u);
    const curved = { u0: 0.2, drift, diffusion: () => 0.8, solution: () => 0 };
    const exact = endsOf(curved, sra1({ steps: 2048 }));
    const errors = [16, 32, 64, 128].map((steps) => {
      const ends = endsOf(curved, sra1({ steps }));
      return [steps, ends.reduce((sum, u, i) => sum + Math.abs(u - exact[i]!), 0)] as const;
    });
    expect(Math.abs(slopeOf(errors) - 1.5)).toBeLessThan(0.1);
  });

  test("a mix-up of the two readings does not converge", () => {
    const [right, wrong] = ["growth, Stratonovich", "growth, Itô"] as const;
    const method = stochasticHeun({ steps: 256 });
    expect(errorOf(equations[wrong], method)).toBeGreaterThan(50 * errorOf(equations[right], method));
    const other = milstein({ steps: 256 });
    expect(errorOf(equations[right], other)).toBeGreaterThan(50 * errorOf(equations[wrong], other));
  });

  test("a path from another key is another path", () => {
    const strange = { ...equations["growth, Itô"], solution: equations["growth, Itô"].solution };
    const shuffled = brownianTree(key(12)).value(1, paths);
    const method = milstein({ steps: 64 });
    const honest = errorOf(strange, method);
    const mismatched = errorOf(
      { ...strange, solution: (w) => strange.solution(shuffled[atEnd.indexOf(w)]!) },
      method,
    );
    expect(mismatched).toBeGreaterThan(20 * honest);
  });
});
