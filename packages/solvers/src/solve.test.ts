import { describe, expect, test } from "vitest";
import { dopri5 } from "./methods/dopri5.js";
import { euler } from "./methods/euler.js";
import { heun } from "./methods/heun.js";
import { rk4 } from "./methods/rk4.js";
import { solve } from "./solve.js";

const adaptive = dopri5({ rtol: 1e-9, atol: 1e-9 });
const methods = [euler({ steps: 7 }), heun({ steps: 7 }), rk4({ steps: 7 }), adaptive];

describe("solve", () => {
  test("numbers, arrays and typed arrays give the same bits and their own kind", () => {
    for (const method of methods) {
      const options = { t0: 0, t1: 1, method, saveAt: [0, 0.37, 1] };
      const number = solve((y, t) => -y * t, 2, options);
      const array = solve(([y], t) => [-y! * t], [2], options);
      const typed = solve(
        (y, t, out) => {
          out[0] = -y[0]! * t;
          return out;
        },
        Float64Array.of(2),
        options,
      );
      expect(Array.isArray(array.y)).toBe(true);
      expect(typed.y).toBeInstanceOf(Float64Array);
      expect([array.y[0], typed.y[0]]).toEqual([number.y, number.y]);
      expect(array.saved.map(({ t, y }) => ({ t, y: y[0] }))).toEqual(number.saved);
      expect(number.stats).toEqual(typed.stats);
    }
  });

  test("an interval of no length is a success without an evaluation", () => {
    for (const method of methods)
      for (const saveAt of [[], [3], [3, 3]]) {
        const y0 = [1, 2];
        const result = solve(() => expect.unreachable(), y0, { t0: 3, t1: 3, method, saveAt });
        expect(result).toMatchObject({ y: [1, 2], t: 3, status: "success", stats: { evaluations: 0 } });
        expect(result.saved).toEqual(saveAt.map((t) => ({ t, y: [1, 2] })));
        expect(result.y).not.toBe(y0);
      }
  });

  test("evaluations are the calls of f, which is never asked outside of the interval", () => {
    for (const [t0, t1] of [
      [0.1, 0.7],
      [0.7, -0.2],
      [-1, 1e-17],
    ] as const)
      for (const method of [...methods, dopri5({ rtol: 1e-3, atol: 1e-3 })])
        for (const saveAt of [[], [t0 + (t1 - t0) * 0.3, t1]]) {
          let calls = 0;
          const f = (y: number, t: number) => {
            calls++;
            expect(t).toBeGreaterThanOrEqual(Math.min(t0, t1));
            expect(t).toBeLessThanOrEqual(Math.max(t0, t1));
            return Math.cos(9 * t) - y;
          };
          const { stats, t } = solve(f, 1, { t0, t1, method, saveAt });
          expect(stats.evaluations).toBe(calls);
          expect(t).toBe(t1);
        }
  });

  test("there and back again gives the start", () => {
    const f = ([a, b]: number[]) => [b!, -a!];
    const there = solve(f, [1, 0], { t0: 1, t1: 0, method: adaptive });
    const back = solve(f, there.y, { t0: 0, t1: 1, method: adaptive });
    expect(back.y[0]).toBeCloseTo(1, 8);
    expect(back.y[1]).toBeCloseTo(0, 8);
  });

  test("saved times come back as asked, exact at both ends, and do not change the solution", () => {
    for (const method of methods)
      for (const [t0, t1] of [
        [0, 1],
        [1, 0],
      ] as const) {
        const saveAt = Float64Array.from({ length: 21 }, (_, i) => t0 + (t1 - t0) * (i / 20));
        const bare = solve((y) => -y, 1, { t0, t1, method });
        const { y, saved } = solve((v) => -v, 1, { t0, t1, method, saveAt });
        expect(saved.map(({ t }) => t)).toEqual([...saveAt]);
        expect(saved[0]!.y).toBe(1);
        expect(saved[20]!.y).toBe(y);
        expect(y).toBeCloseTo(bare.y, 14);
      }
    const { saved } = solve((y) => -y, 1, { t0: 0, t1: 1, method: adaptive, saveAt: [0.123, 0.5, 0.9] });
    for (const { t, y } of saved) expect(y).toBeCloseTo(Math.exp(-t), 8);
  });

  test("a step that ends on a saved time costs nothing more, one that spans it a single evaluation", () => {
    const evaluations = (saveAt: number[]) =>
      solve((y) => -y, 1, { t0: 0, t1: 1, method: rk4({ steps: 4 }), saveAt }).stats.evaluations;
    expect([evaluations([]), evaluations([0, 0.25, 0.5, 1]), evaluations([0.3, 0.4, 0.6])]).toEqual([
      16, 16, 18,
    ]);
  });

  test("a failed solve keeps the saved states that it reached", () => {
    const f = (y: number, t: number) => (t > 0.5 ? NaN : -y);
    const { saved } = solve(f, 1, { t0: 0, t1: 1, method: adaptive, saveAt: [0, 0.25, 0.5, 0.75] });
    expect(saved.map(({ t }) => t).slice(0, 2)).toEqual([0, 0.25]);
    expect(saved.length).toBeLessThan(4);
  });

  test("f may return a fresh array, the buffer, or the same array again", () => {
    const kept = [0, 0];
    const same = ([a, b]: number[]) => {
      kept[0] = b!;
      kept[1] = -a!;
      return kept;
    };
    const turn = (y: ArrayLike<number>) => [y[1]!, -y[0]!];
    for (const method of methods) {
      const fresh = solve(turn, [1, 0], { t0: 0, t1: 1, method });
      expect(solve(same, [1, 0], { t0: 0, t1: 1, method })).toEqual(fresh);
      expect([...solve(turn, Float64Array.of(1, 0), { t0: 0, t1: 1, method }).y]).toEqual(fresh.y);
    }
    expect(solve((y) => y, [1], { t0: 0, t1: 1, method: euler({ steps: 2 }) }).y).toEqual([2.25]);
  });

  test("firstStep and maxStep are kept, and no initial step is sought then", () => {
    const method = dopri5({ rtol: 0.5, atol: 1, firstStep: 0.125, maxStep: 0.25 });
    const { stats } = solve(() => 1, 0, { t0: 0, t1: 1, method });
    expect(stats).toEqual({ evaluations: 1 + 6 * 5, accepted: 5, rejected: 0 });
  });
});
