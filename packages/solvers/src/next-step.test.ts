import { describe, expect, test } from "vitest";
import {
  bosh3,
  type Derivative,
  dopri5,
  euler,
  type OdeMethod,
  rk4,
  type Solution,
  type SolveOptions,
  solve,
} from "./index.js";
import { at, Rows, rowSpace } from "./testing/row-space.js";
import type { Clock } from "./vector-space.js";

/** y′ = −t·y, and NaN after a time. */
const decay =
  (until = Infinity): Derivative<Rows, Clock> =>
  (y, t) =>
    new Rows(
      y.values.map((row, r) => row.map((value) => (at(t, r) > until ? Number.NaN : -at(t, r) * value))),
    );
const start = new Rows([[1, 2], [3, 4], [5, 6]]); // biome-ignore format: rows
const span = { t0: 0, t1: 2 };

/** A solve in which programs take so many steps, and how many programs with a clock it ran. */
async function solved(
  together: number,
  options: Partial<SolveOptions> & { method: OdeMethod },
  f = decay(),
): Promise<Solution<Rows> & { readonly runs: number }> {
  const space = rowSpace("end", together);
  const solution = await solve(f, start, { ...span, ...options, space });
  return { ...solution, runs: space.ledger.clocks.length };
}

const methods: readonly OdeMethod[] = [
  euler({ steps: 50 }),
  rk4({ steps: 7 }),
  rk4({ grid: [0, 0.1, 0.5, 1.9, 2] }),
  bosh3({ steps: 9 }),
  dopri5({ steps: 20 }),
];

describe("programs that take several steps", () => {
  test.each(methods)("give what steps one by one give, to the bit, at the same cost: %#", async (method) => {
    const { runs, ...apart } = await solved(1, { method });
    for (const together of [2, 7, 64]) {
      const { runs: fewer, ...joined } = await solved(together, { method });
      expect(joined).toEqual(apart);
      const steps = apart.stats.accepted;
      expect(fewer).toBe(runs - steps + Math.ceil(steps / together));
    }
  });

  test("tell where a row broke as steps one by one do", async () => {
    for (const method of methods) {
      const { runs: _, ...apart } = await solved(1, { method }, decay(1));
      const { runs: __, ...joined } = await solved(16, { method }, decay(1));
      expect(joined).toEqual(apart);
      expect(joined.status).toBe("nonFiniteDerivative");
    }
  });

  test("end where a step does not move time any more, with the last state and time", async () => {
    // Eight floats for twelve steps: the second ends where the first does.
    const t0 = 2 ** 43;
    const options = { t0, t1: t0 + 2 ** -6, method: euler({ steps: 12 }) };
    const { runs: _, ...apart } = await solved(1, options);
    expect(apart).toMatchObject({ status: "stepUnderflow", t: t0 + 2 ** -9, stats: { accepted: 1 } });
    const { runs: __, ...joined } = await solved(16, options);
    expect(joined).toEqual(apart);
  });

  test("are not asked for where somebody looks between", async () => {
    const method = rk4({ steps: 8 });
    for (const looks of [{ saveAt: [1] }, { keepSteps: true }]) {
      const { runs, ...apart } = await solved(1, { method, ...looks });
      expect(await solved(16, { method, ...looks })).toEqual({ ...apart, runs });
    }
    const adaptive = { method: dopri5({ rtol: 1e-6, atol: 1e-6 }) };
    expect(await solved(16, adaptive)).toEqual(await solved(1, adaptive));
  });

  test("stop between two of them", async () => {
    const signal = {
      looks: 0,
      throwIfAborted() {
        if (++this.looks > 2) throw new Error("enough");
      },
    };
    const space = rowSpace("end", 10);
    const stopped = solve(decay(), start, { ...span, method: euler({ steps: 50 }), space, signal });
    await expect(stopped).rejects.toThrow("enough");
    expect(space.ledger.alive.size).toBe(0);
    expect(space.ledger.clocks).toHaveLength(2);
  });
});
