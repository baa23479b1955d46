import { SolveError } from "@nami/errors";
import { dopri5 } from "@nami/solvers";
import {
  expandDims,
  greater,
  key,
  mul,
  neg,
  slice,
  square,
  type Tensor,
  type TensorBackend,
  where,
  zeros,
} from "@nami/tensor-backend";
import { afterEach, describe, expect, test } from "vitest";
import { type FlowMatchingOptions, flowMatching, type Model, velocityField } from "./index.js";
import { base, fixed, flowOf, noiseOf, tight, velocity } from "./testing/known-flow.js";
import { backend, valuesOf, wide } from "./testing/reference.js";

afterEach(() => expect(backend.numBuffers()).toBe(0));

/** NaN for rows that start to the right of 1. */
const partlyBroken: Model = (x) => where(greater(slice(x, [0, 0], [-1, 1]), 1), Number.NaN, neg(x));

/** The error that a promise ends with. */
async function errorOf(promise: Promise<unknown>): Promise<SolveError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof SolveError)) throw new Error(`a SolveError was expected, got ${String(error)}`);
  return error;
}

describe("a solve that fails", () => {
  const noise = noiseOf(40, key(17));

  test("is a SolveError that counts the rows, with points and statuses on the host", async () => {
    const flow = flowOf(partlyBroken, fixed).bind();
    const rightOfOne = (await valuesOf(noise)).filter((z, i) => i % 2 === 0 && z > 1).length;
    expect(rightOfOne).toBeGreaterThan(0);
    const error = await errorOf(flow.sample([40], { key: key(17) }));
    expect(error.code).toBe("solve");
    expect(error.message).toMatch(
      /^sample: every row must reach the end, got status nonFiniteDerivative \(\d+ of 40 rows failed\) after \d+ steps\. See details/,
    );
    expect(error.details).toMatchObject({ status: "nonFiniteDerivative", x: { shape: [40, 2] } });
    const { x, rows } = error.details as { x: Tensor; rows: { status: string[]; t: Float64Array } };
    expect((await x.data()).every(Number.isFinite)).toBe(true);
    expect(rows.status.filter((status) => status !== "success").length).toBeGreaterThanOrEqual(rightOfOne);
    expect([...rows.t].every((t, i) => (rows.status[i] === "success") === (t === 0))).toBe(true);
  });

  test("is reported by sampleWithStats, which does not throw", async () => {
    const sound = await flowOf(neg, fixed)
      .bind()
      .sampleWithStats([40], { key: key(17) });
    expect([sound.status, sound.stats.accepted, sound.rows.status.length]).toEqual(["success", 5, 40]);
    const { x, status, rows } = await flowOf(partlyBroken, fixed)
      .bind()
      .sampleWithStats([40], { key: key(17) });
    expect(status).toBe("nonFiniteDerivative");
    const [good, found] = [await valuesOf(sound.x), await valuesOf(x)];
    for (const [row, one] of rows.status.entries())
      if (one === "success")
        expect(found.slice(2 * row, 2 * row + 2)).toEqual(good.slice(2 * row, 2 * row + 2));
  });

  test("says maxSteps where the steps were too few", async () => {
    const solver = dopri5({ rtol: 1e-9, atol: 1e-9, maxSteps: 3 });
    const error = await errorOf(
      flowOf(velocity, solver)
        .bind()
        .sample([2], { key: key(18) }),
    );
    expect(error.message).toMatch(/got status maxSteps \(2 of 2 rows failed\) after 3 steps/);
  });

  test("throws from every method, names it, and leaves nothing on the device", async () => {
    const flow = flowOf((x) => mul(x, Number.NaN), fixed).bind();
    const failures = {
      logProb: () => flow.logProb(zeros([3, 2])),
      encode: () => flow.encode(zeros([3, 2])),
      decode: () => flow.decode(zeros([3, 2])),
      sampleWithLogProb: () => flow.sampleWithLogProb([3], { key: key(19) }),
      trajectory: () => flow.trajectory([3], { key: key(19), times: [1, 0.5, 0] }),
    };
    for (const [name, call] of Object.entries(failures)) {
      const error = await errorOf(call());
      expect(error.message).toMatch(new RegExp(`^${name}: every row must reach the end`));
      expect((await (error.details as { x: Tensor }).x.data()).length).toBe(6);
    }
  });

  test("leaves nothing on the device when the field throws, or the device fails midway", async () => {
    const thrower: Model = () => {
      throw new Error("from the field");
    };
    await expect(
      flowOf(thrower, tight)
        .bind()
        .sample([2], { key: key(20) }),
    ).rejects.toThrow("from the field");
    for (const allowed of [1, 3, 5, 8]) {
      let runs = 0;
      const failing: TensorBackend = {
        ...backend,
        compile: async (graph) => {
          const program = await backend.compile(graph);
          const run: typeof program.run = (inputs) =>
            ++runs > allowed ? Promise.reject(new Error("device lost")) : program.run(inputs);
          return { ...program, run };
        },
      };
      const flow = flowOf((x) => mul(x, wide([1, 2])), tight, { backend: failing }).bind(wide([1]));
      await expect(flow.logProb(zeros([3, 2]))).rejects.toThrow("device lost");
      expect(backend.numBuffers()).toBe(0);
    }
  });
});

describe("flowMatching", () => {
  test("refuses a field without parameters, no backend, and events that do not fit", () => {
    const field = velocityField({ dim: 3 });
    expect(() => flowOf(field as unknown as Model, fixed)).toThrow(
      "flowMatching: the model must be a function (x, t, condition?) => Tensor, got object. Pass field.with(params).",
    );
    expect(() =>
      flowMatching({ field: velocity, base, solver: fixed } as unknown as FlowMatchingOptions),
    ).toThrow(
      "flowMatching: backend must be a tensor backend, got undefined. Pass for example backend: referenceBackend().",
    );
    expect(() => flowOf(field.with(field.init(key(0))), fixed)).toThrow(
      "flowMatching: field and base must have one event shape, got [3] and [2]. Pass base: standardNormal([3]).",
    );
  });

  test("takes a network with host weights, and gives the same numbers again and again", async () => {
    const field = velocityField({ dim: 2, hidden: 8, layers: 1 });
    const flow = flowOf(field.with(field.init(key(21))), dopri5({ rtol: 1e-5, atol: 1e-5 })).bind();
    const first = await valuesOf(await flow.sample([3], { key: key(22) }));
    expect(await valuesOf(await flow.sample([3], { key: key(22) }))).toEqual(first);
  });

  test("gives the field a time a row under adaptive steps: rows do not wait for each other", async () => {
    // The second coordinate makes a row stiff; rows keep their own steps.
    const stiff: Model = (x, t) => mul(mul(x, square(slice(x, [0, 1], [-1, 1]))), expandDims(neg(t)));
    const flow = flowOf(stiff, dopri5({ rtol: 1e-6, atol: 1e-6 })).bind();
    const together = await valuesOf(
      await flow.encode(
        wide([
          [1, 0.1],
          [1, 30],
        ]),
      ),
    );
    expect(await valuesOf(await flow.encode(wide([[1, 0.1]])))).toEqual(together.slice(0, 2));
  });
});
