import { OptionError, ShapeError } from "@nami/errors";
import { describe, expect, test } from "vitest";
import { dopri5 } from "./methods/dopri5.js";
import { euler } from "./methods/euler.js";
import { rk4 } from "./methods/rk4.js";
import { solve } from "./solve.js";

const adaptive = dopri5({ rtol: 1e-9, atol: 1e-9 });

describe("what solve refuses", () => {
  const f = (y: number) => -y;
  const method = rk4({ steps: 3 });

  test.each([
    [
      () => rk4({ steps: 0 }),
      "rk4: steps must be a whole number of at least 1, got 0. Pass for example { steps: 100 }.",
    ],
    [() => euler({ steps: 2.5 }), "euler: steps must be a whole number of at least 1, got 2.5."],
    [
      () => dopri5({ rtol: -1, atol: 0 }),
      "dopri5: rtol must be a finite number between 0 and 1, got -1. Pass one.",
    ],
    [() => dopri5({ rtol: 1e-3, atol: NaN }), "dopri5: atol must be a finite number of at least 0, got NaN."],
    [
      () => dopri5({ rtol: 1e-3, atol: 0, firstStep: 0 }),
      "dopri5: firstStep must be a finite number above 0 and at least minStep, got 0.",
    ],
    [
      () => dopri5({ rtol: 1e-3, atol: 0, firstStep: 0.1, minStep: 0.2 }),
      "dopri5: firstStep must be a finite number above 0 and at least minStep, got 0.1. Pass one.",
    ],
    [
      () => dopri5({ rtol: 1e-3, atol: 0, minStep: -1 }),
      "dopri5: minStep must be a finite number of at least 0, got -1.",
    ],
    [
      () => dopri5({ rtol: 1e-3, atol: 0, minStep: 1, maxStep: 0.5 }),
      "dopri5: maxStep must be above 0 and at least minStep, got 0.5. Leave it out.",
    ],
    [
      () => dopri5({ rtol: 1e-3, atol: 0, maxSteps: 0 }),
      "dopri5: maxSteps must be a whole number of at least 1, got 0.",
    ],
    [
      () => solve(f, 1, { t0: 0, t1: NaN, method }),
      "solve: t0, t1 and t1 - t0 must be finite, got 0 and NaN.",
    ],
    [
      () => solve(f, 1, { t0: -1e308, t1: 1e308, method }),
      "solve: t0, t1 and t1 - t0 must be finite, got -1e+308",
    ],
    [
      () => solve(f, 1, { t0: 0, t1: 1, method, saveAt: [0.5, 1.5] }),
      "solve: saveAt must go from t0 (0) to t1 (1) in order, got 1.5. Pass an array of sorted times.",
    ],
    [() => solve(f, 1, { t0: 0, t1: 1, method, saveAt: [0.5, 0.4] }), "in order, got 0.4."],
    [() => solve(f, 1, { t0: 1, t1: 0, method, saveAt: [0.4, 0.5] }), "in order, got 0.5."],
    [() => solve(f, 1, { t0: 0, t1: 1, method, saveAt: [NaN] }), "in order, got NaN."],
    [() => solve(f, 1, { t0: 2, t1: 2, method, saveAt: [1] }), "in order, got 1."],
    [() => solve(f, 1, { t0: 0, t1: 0, method, saveAt: [1e-200] }), "in order, got 1e-200."],
    [() => solve(f, 1, { t0: 0, t1: 1e-160, method, saveAt: [2e-165, 1e-165] }), "in order, got 1e-165."],
    [() => solve(f, 1, { t0: 0, t1: 1e-170, method, saveAt: [-1e-170] }), "in order, got -1e-170."],
    [
      () => solve(f, 1, { t0: 0, t1: 1, method: dopri5({ rtol: 1e-16, atol: 1 }) }),
      "dopri5: rtol must be at least 10 ε of the state's dtype (2.220446049250313e-15), got 1e-16. Raise it.",
    ],
  ])("%s", (run, message) => {
    expect(run).toThrow(OptionError);
    expect(run).toThrow(message);
  });

  test("untyped callers get a message too", () => {
    const any = (value: unknown): never => value as never;
    expect(() => dopri5(any({ atol: 1e-3 }))).toThrow(
      "dopri5: rtol must be a finite number between 0 and 1, got undefined.",
    );
    expect(() => dopri5(any({ rtol: 0, atol: 1e-3 }))).toThrow(
      "dopri5: rtol must be a finite number between 0 and 1, got 0.",
    );
    expect(() => solve(f, 1, { t0: 0, t1: 1, method: any("rk4") })).toThrow(
      "solve: method must be a method, got rk4.",
    );
    expect(() => rk4(any(undefined))).toThrow(
      "rk4: steps must be a whole number of at least 1, got undefined. Pass for example { steps: 100 }.",
    );
    expect(() => dopri5(any(undefined))).toThrow(
      "dopri5: rtol must be a finite number between 0 and 1, got undefined.",
    );
    expect(() => solve(f, 1, any(undefined))).toThrow(
      "solve: t0, t1 and t1 - t0 must be finite, got undefined",
    );
    expect(() => solve(f, 1, any({ t0: 0, t1: 1, method, events: [() => 1] }))).toThrow(
      "solve: events must be an array of events, got Array. Pass [event(g)].",
    );
    expect(() => solve(f, 1, { t0: 0, t1: 1, method, saveAt: any(0.5) })).toThrow(
      "solve: saveAt must go from t0 (0) to t1 (1) in order, got 0.5. Pass an array of sorted times.",
    );
    expect(() => solve(any(f), 1, any({ t0: 0, t1: 1, method, space: { compile: f } }))).toThrow(
      "solve: space must be a space, got Object. Pass for example tensorSpace(backend).",
    );
    for (const [slope, y0, got] of [
      [undefined, 1, "undefined"],
      ["ab", 1, "ab"],
      [[1], [1, 2], "Array"],
      [undefined, [1], "undefined"],
    ])
      expect(() =>
        solve(
          any(() => slope),
          any(y0),
          { t0: 0, t1: 1, method },
        ),
      ).toThrow(`, got ${String(got)}. Return an array of numbers, or the third argument.`);
    expect(() => solve(any(f), any({ x: 1 }), { t0: 0, t1: 1, method })).toThrow(
      "solve: y0 must be a number, an array of numbers or a Float64Array, got Object. Pass its space.",
    );
    expect(() => solve(f, any(["1"]), { t0: 0, t1: 1, method })).toThrow(OptionError);
    for (const way of [method, adaptive])
      for (const slope of [undefined, [1], "ab", Promise.resolve([1, 2])])
        expect(() =>
          solve(
            any(() => slope),
            [1, 2],
            { t0: 0, t1: 1, method: way },
          ),
        ).toThrow(ShapeError);
    expect(() =>
      solve(
        any(() => undefined),
        1,
        { t0: 0, t1: 1, method },
      ),
    ).toThrow(ShapeError);
  });
});
