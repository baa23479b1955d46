import { brownianTree, key } from "@nami/random";
import { expect, test } from "vitest";
import {
  denseOutput,
  dopri5,
  event,
  fixedMethod,
  iController,
  milstein,
  piController,
  rk4,
  solve,
  solveSde,
} from "./index.js";

/** What a caller without types could pass. */
const any = (value: unknown): never => value as never;
const method = dopri5({ rtol: 1e-6, atol: 1e-6 });
const span = { t0: 0, t1: 1, method };
const decay = (y: number): number => -y;

test.each([
  [
    "times as text",
    () => solve(decay, 1, any({ ...span, t1: "1" })),
    "solve: t0, t1 and t1 - t0 must be finite",
  ],
  ["saved times as text", () => solve(decay, 1, any({ ...span, saveAt: ["0.5"] })), "got 0.5. Pass an array"],
  ["a number for f", () => solve(any(3), 1, span), "solve: f must be a function, got 3. Pass a function."],
  [
    "an option of solve that nobody reads",
    () => solve(decay, 1, any({ ...span, saveat: [] })),
    "got saveat.",
  ],
  [
    "an option of a controlled method",
    () => dopri5(any({ rtol: 1e-3, atol: 1e-3, maxstep: 1 })),
    "got maxstep.",
  ],
  [
    "an option of fixed steps",
    () => rk4(any({ steps: 3, step: 1 })),
    "rk4: options must all have a use, got step.",
  ],
  [
    "an option of a stochastic method",
    () => milstein(any({ steps: 3, step: 1 })),
    "milstein: options must all",
  ],
  [
    "an option of an event",
    () => event(decay, any({ terminate: true })),
    "event: options must all have a use",
  ],
  ["tolerances of null", () => dopri5(any({ rtol: null, atol: 1e-3 })), "between 0 and 1, got null."],
  [
    "tolerances and steps at once",
    () => dopri5({ rtol: 1e-3, atol: 1e-3, steps: 3 }),
    "dopri5: options must all have a use, got rtol,atol. Leave them out.",
  ],
  [
    "a number for a controller",
    () => dopri5(any({ rtol: 1e-3, atol: 1e-3, controller: 3 })),
    "controller.factor must be a function, got undefined.",
  ],
  [
    "an option of a controller that there is not",
    () => iController({ safty: 0.8 } as object),
    "iController: options must all have a use, got safty.",
  ],
  [
    "an option of another that there is not",
    () => piController({ gamma: 1 } as object),
    "piController: options must all have a use, got gamma.",
  ],
  ["a negative safety", () => iController({ safety: -1 }), "iController: safety and factors must be above 0"],
  [
    "bounds the wrong way round",
    () => piController({ minFactor: 2, maxFactor: 1 }),
    "and in order, got 0.9,2,1.",
  ],
  [
    "a table with a weight too many",
    () => fixedMethod({ name: "odd", order: 1, a: [[]], b: [1, 2], c: [0] }, { steps: 1 }),
    "odd: lengths of a, b and c must fit, got 1,2,1. Count them.",
  ],
  [
    "an event that answers yes or no",
    () => solve(decay, 1, { ...span, events: [event((y: number) => y > 0.3)] }),
    "event: g must return a number, got true.",
  ],
  [
    "a stochastic equation without diffusion",
    () =>
      solveSde(
        any({ drift: decay }),
        1,
        any({ t0: 0, t1: 1, method: milstein({ steps: 4 }), noise: { between() {} } }),
      ),
    "solveSde: diffusion must be a function, got undefined.",
  ],
  [
    "an interval of a stochastic equation that is not one",
    () =>
      solveSde({ drift: (y: number) => y, diffusion: () => 1, calculus: "ito" }, 1, {
        t0: NaN,
        t1: 1,
        method: milstein({ steps: 8 }),
        noise: brownianTree(key(0)),
      }),
    "solve: t0, t1 and t1 - t0 must be finite, got NaN and 1.",
  ],
  [
    "an event that throws",
    () =>
      solve(decay, 1, {
        ...span,
        events: [
          event(() => {
            throw new Error("no");
          }),
        ],
      }),
    "solve: f or an event must not throw, got Error: no.",
  ],
])("%s: an error that says so", (_, call, message) => {
  expect(call).toThrow(message);
});

test("a derivative that answers later is refused, and how it ends troubles nobody", async () => {
  const later = async (): Promise<number> => {
    throw new Error("too late");
  };
  expect(() => solve(any(later), [1], span)).toThrow(
    "f must return numbers as y0 has them (1), got Promise.",
  );
  await new Promise((resolve) => setTimeout(resolve, 1));
});

test("tolerances are the method's own, whatever becomes of the array they came in", () => {
  const atol = [1e-6];
  const careful = dopri5({ rtol: 1e-6, atol });
  const before = solve(decay, 1, { ...span, method: careful });
  atol[0] = 1e3;
  expect(solve(decay, 1, { ...span, method: careful })).toEqual(before);
});

test("terminal events that happen at one time are all told", () => {
  const terminal = { terminal: true } as const;
  const twins = [event((y: number) => y - 0.5, terminal), event((y: number) => 2 * y - 1, terminal)];
  const { events, status } = solve(() => 1, 0, { ...span, method: rk4({ steps: 3 }), events: twins });
  expect(status).toBe("eventTerminated");
  expect(events.map((each) => each.length)).toEqual([1, 1]);
});

test("the dense output of an interval of no length is the start", () => {
  const solution = solve(decay, 3, { t0: 2, t1: 2, method, keepSteps: true });
  const at = denseOutput(decay, solution, method);
  expect(at(2)).toBe(3);
  expect(() => at(2.5)).toThrow("denseOutput: t must lie between 2 and 2, got 2.5.");
});
