import { brownianTree, key } from "@nami/random";
import { describe, expect, test } from "vitest";
import {
  eulerMaruyama, milstein, rowSpace, type SdeMethod, solveSde, sra1, stochasticHeun,
} from "../index.js"; // biome-ignore format: a list
import { rowSpace as ledgerSpace, Rows } from "../testing/row-space.js";

const noise = brownianTree(key(5));
const interval = { t0: 0, t1: 1, noise } as const;
const problem = { drift: (y: number) => -y, diffusion: (y: number) => 0.3 * y };
const methods: Record<string, (options: { steps: number }) => SdeMethod> = {
  eulerMaruyama, milstein, stochasticHeun, sra1,
}; // biome-ignore format: a list

describe.each(Object.entries(methods))("%s", (_, method) => {
  test("gives the same for a number, an array and rows", () => {
    const start = [1, 2, -1, 0.5];
    const step = method({ steps: 5 });
    const array = {
      drift: (y: Float64Array) => y.map((x) => -x),
      diffusion: (y: Float64Array) => y.map((x) => 0.3 * x),
    };
    const flat = solveSde(array, Float64Array.from(start), { ...interval, method: step });
    expect(flat.status).toBe("success");
    const first = solveSde(problem, 1, { ...interval, method: step });
    expect(first.y).toBe(flat.y[0]);
    expect(first.stats).toEqual(flat.stats);
    const rows = solveSde(array, Float64Array.from(start), {
      ...interval,
      method: step,
      space: rowSpace({ width: 2 }),
    });
    expect(rows.y).toEqual(flat.y);
  });

  test("comes nearer to one solution as steps become smaller, along one path", () => {
    const fine = solveSde(problem, 1, { ...interval, method: method({ steps: 4096 }) }).y;
    const [coarse, finer] = [8, 128].map((steps) =>
      Math.abs(solveSde(problem, 1, { ...interval, method: method({ steps }) }).y - fine),
    );
    expect(finer!).toBeLessThan(coarse!);
  });

  test("gives back every state of a space that counts them", async () => {
    const space = ledgerSpace();
    const f = (y: Rows): Rows => new Rows(y.values.map((row) => row.map((x) => -x)));
    const solution = await solveSde(
      { drift: f, diffusion: f },
      new Rows([
        [1, 2],
        [3, 4],
      ]),
      {
        ...interval,
        method: method({ steps: 3 }),
        space,
        saveAt: [0, 0.5],
      },
    );
    expect(solution.saved.map(({ t }) => t)).toEqual([0, 0.5]);
    expect([...space.ledger.alive]).toEqual(
      expect.arrayContaining([solution.y, ...solution.saved.map(({ y }) => y)]),
    );
    expect(space.ledger.alive.size).toBe(3);
  });
});

test.each(Object.entries(methods))("%s tells a drift that breaks from a state that does", (_, method) => {
  // Breaks at the end of the second step, or in it.
  for (const late of [0.5, 0.6]) {
    const drift = (_: number, t: number): number => (t >= late ? NaN : 1);
    const broken = solveSde({ drift, diffusion: () => 1 }, 0, { ...interval, method: method({ steps: 4 }) });
    expect(broken.status).toBe("nonFiniteDerivative");
    expect(broken.t).toBeGreaterThanOrEqual(0.25);
    expect(broken.t).toBeLessThanOrEqual(0.75);
  }
  const bursting = { drift: () => 1e308, diffusion: () => 1 };
  const wide = { ...interval, t1: 8, noise: brownianTree(key(5)) };
  expect(solveSde(bursting, 0, { ...wide, method: method({ steps: 4 }) }).status).toBe("nonFiniteState");
});

test.each(Object.entries(methods))("%s tells what broke in a row beside rows that go on", (_, method) => {
  // The third row's drift breaks above 0.3, which some paths of noise reach within a step.
  const drift = (y: Float64Array, _t: unknown, out: Float64Array, rows: Float64Array): Float64Array => {
    rows.forEach((row, i) => {
      out[i] = row === 2 && y[i]! > 0.3 ? NaN : 1;
    });
    return out;
  };
  const flat = (y: Float64Array): Float64Array => y.map(() => 1);
  const ends = Array.from({ length: 40 }, (_, seed) => {
    const options = { ...interval, noise: brownianTree(key(seed)), space: rowSpace({ width: 1 }) };
    const problem = { drift, diffusion: flat };
    return solveSde(problem, new Float64Array(4), { ...options, method: method({ steps: 8 }) }).rows!.status;
  });
  expect(ends.every((status) => status.every((each, row) => row === 2 || each === "success"))).toBe(true);
  const broken = ends.map((status) => status[2]).filter((status) => status !== "success");
  expect(broken.length).toBeGreaterThan(20);
  expect(new Set(broken)).toEqual(new Set(["nonFiniteDerivative"]));
});

test("times to save are steps too, on the same path", () => {
  const method = eulerMaruyama({ steps: 2 });
  const { saved, stats } = solveSde(problem, 1, { ...interval, method, saveAt: [0.25, 0.5, 1] });
  expect(saved.map(({ t }) => t)).toEqual([0.25, 0.5, 1]);
  expect(stats).toEqual({ evaluations: 3, accepted: 3, rejected: 0 });
  const onGrid = solveSde(problem, 1, { ...interval, method: eulerMaruyama({ grid: [0, 0.25, 0.5, 1] }) });
  expect(saved[2]!.y).toBe(onGrid.y);
});

test("time may run backwards, along the same path", () => {
  const additive = { drift: () => 1, diffusion: () => 2 };
  for (const method of Object.values(methods)) {
    const there = solveSde(additive, 0, { ...interval, method: method({ steps: 8 }) }).y;
    const back = solveSde(additive, there, { t0: 1, t1: 0, noise, method: method({ steps: 8 }) }).y;
    expect(Math.abs(back)).toBeLessThan(1e-13);
    expect(there).toBeCloseTo(1 + 2 * noise.value(1, 1)[0]!, 12);
  }
});

describe("trouble", () => {
  test("t0 = t1 is a success without any call", () => {
    const never = (): number => expect.unreachable();
    const { status, y, stats } = solveSde({ drift: never, diffusion: never }, 2, {
      t0: 1,
      t1: 1,
      noise,
      method: milstein({ steps: 4 }),
    });
    expect([status, y, stats.evaluations]).toEqual(["success", 2, 0]);
  });

  test.each([
    ["drift", { drift: (_: number, t: number) => (t >= 0.5 ? Number.NaN : 0), diffusion: () => 1 }],
    ["diffusion", { drift: () => 0, diffusion: (_: number, t: number) => (t >= 0.5 ? Number.NaN : 1) }],
  ])("a %s that is not finite ends the solve at the last good state", (_, broken) => {
    const { status, t, y } = solveSde(broken, 0, { ...interval, method: eulerMaruyama({ steps: 8 }) });
    expect([status, t]).toEqual(["nonFiniteDerivative", 0.5]);
    expect(y).toBeCloseTo(noise.value(0.5, 1)[0]!, 14);
  });

  test("a row that breaks does not touch the others", () => {
    const space = rowSpace({ width: 1 });
    const drift = (y: Float64Array): Float64Array => y.map((x) => (x > 1 ? Number.NaN : 0));
    const diffusion = (y: Float64Array): Float64Array => y.map(() => 0.01);
    const solution = solveSde({ drift, diffusion }, Float64Array.of(0, 5, 0), {
      ...interval,
      method: eulerMaruyama({ steps: 4 }),
      space,
    });
    expect(solution.rows?.status).toEqual(["success", "nonFiniteDerivative", "success"]);
    expect(solution.y[2]).toBeCloseTo(0.01 * noise.value(1, 3)[2]!, 14);
  });

  test.each([
    [{ method: {} }, "solveSde: method must be a stochastic method, got Object."],
    [
      { method: milstein({ steps: 1 }), noise: key(0) },
      "solveSde: noise must be Brownian paths, got Object. Pass brownianTree(key(0))",
    ],
    [
      { method: milstein({ steps: 1 }), t1: 2, noise: brownianTree(key(0), { t1: 1 }) },
      "brownianTree: the tree must cover [0, 2]",
    ],
    [
      { method: milstein({ steps: 1 }), saveAt: [3] },
      "saveAt must go from t0 (0) to t1 (1) in order, got 3.",
    ],
  ])("names wrong options: %#", (options, message) => {
    const bad = { ...interval, ...options } as unknown as Parameters<typeof solveSde>[2] & {
      method: SdeMethod;
    };
    expect(() => solveSde(problem, 1, bad)).toThrow(message);
  });

  test("an equation that is meant otherwise than the method takes it is refused", () => {
    const ito = { ...problem, calculus: "ito" as const };
    const method = stochasticHeun({ steps: 4 }) as SdeMethod;
    expect(() => solveSde(ito, 1, { ...interval, method })).toThrow(
      "solveSde: calculus must be that of stochasticHeun (stratonovich), got ito.",
    );
    expect(solveSde(ito, 1, { ...interval, method: milstein({ steps: 4 }) }).status).toBe("success");
    expect(
      solveSde({ ...ito, diffusion: () => 1 }, 1, { ...interval, method: sra1({ steps: 4 }) }).status,
    ).toBe("success");
  });

  test("steps out of range are refused when the method is made", () => {
    expect(() => milstein({ steps: 0 })).toThrow(
      "milstein: steps must be a whole number of at least 1, got 0.",
    );
  });
});
