import { describe, expect, test } from "vitest";
import { eulerMaruyama, milstein, type SdeMethod, solveSde, sra1, stochasticHeun } from "../index.js";

const [theta, s, steps, t1] = [1.7, 0.6, 12, 0.9];
const h = t1 / steps;
const problem = { drift: (x: number) => -theta * x, diffusion: () => s };

/** What a step's noise is made of: w = √h z, and the area √(h³/12) v + h w/2 with a v of its own. */
type Source = readonly [z: number, v: number];

/** Paths whose increments are given step by step. */
const given = (sources: readonly Source[]) => ({
  between: () => ({
    increment: (from: number, to: number) => {
      const [z, v] = sources[Math.round(from / h)]!;
      const [size, w] = [to - from, Math.sqrt(to - from) * z];
      return {
        w: Float64Array.of(w),
        area: Float64Array.of((size * w) / 2 + Math.sqrt(size ** 3 / 12) * v),
      };
    },
  }),
});

/** x at t1 from a start and the noise of one step. */
const end = (method: SdeMethod, x0: number, at: number, source: Source): number => {
  const sources = Array.from({ length: steps }, (_, i): Source => (i === at ? source : [0, 0]));
  return solveSde(problem, x0, { t0: 0, t1, method, noise: given(sources) }).y;
};

/** x ← R x + S z + U v: the step of each method on dx = −θ x dt + s dW, worked out by hand. */
const euler = { r: 1 - theta * h, s: s * Math.sqrt(h), u: 0 };
const second = 1 - theta * h + (theta * h) ** 2 / 2;
const cases: Record<string, [SdeMethod, typeof euler]> = {
  eulerMaruyama: [eulerMaruyama({ steps }), euler],
  milstein: [milstein({ steps }), euler],
  stochasticHeun: [
    stochasticHeun({ steps }),
    { r: second, s: s * Math.sqrt(h) * (1 - (theta * h) / 2), u: 0 },
  ],
  sra1: [
    sra1({ steps }),
    {
      r: second,
      s: s * Math.sqrt(h) * (1 - (theta * h) / 2),
      u: -s * theta * Math.sqrt(h ** 3 / 12),
    },
  ],
};

describe.each(Object.entries(cases))("%s on the linear equation", (_, [method, exact]) => {
  test("has the mean and the variance of its recursion to 1e-13", () => {
    const mean = end(method, 1, 0, [0, 0]);
    expect(Math.abs(mean - exact.r ** steps)).toBeLessThan(1e-13);
    // The end is linear in the draws: the variance is the sum of the squares of its responses to each.
    let [found, want] = [0, 0];
    for (let step = 0; step < steps; step++) {
      found += end(method, 0, step, [1, 0]) ** 2 + end(method, 0, step, [0, 1]) ** 2;
      want = exact.r ** 2 * want + exact.s ** 2 + exact.u ** 2;
    }
    expect(Math.abs(found - want)).toBeLessThan(1e-13);
  });

  test("would not stand a draw of another size", () => {
    const response = end(method, 0, steps - 1, [1.01, 0]);
    expect(Math.abs(response - exact.s)).toBeGreaterThan(1e-3);
  });
});
