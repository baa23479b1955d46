import { gaussianMixture, standardNormal } from "@nami/distributions";
import { SolveError } from "@nami/errors";
import { linearSchedule } from "@nami/schedules";
import { dopri5, type OdeMethod, rk4 } from "@nami/solvers";
import {
  expandDims,
  greater,
  type Key,
  key,
  mul,
  neg,
  referenceBackend,
  reshape,
  slice,
  square,
  type Tensor,
  type TensorBackend,
  where,
  zeros,
} from "@nami/tensor-backend";
import { afterEach, describe, expect, test } from "vitest";
import { type FlowMatchingOptions, flowMatching, type Model, velocityField } from "./index.js";
import { backend, distance, valuesOf, wide } from "./testing/reference.js";

afterEach(() => expect(backend.numBuffers()).toBe(0));

const base = standardNormal([2]);
const oracle = gaussianMixture({
  weights: [1, 2],
  means: [
    [-1, 0],
    [1, 1],
  ],
  variances: [0.2, 0.1],
});
const { velocity } = oracle.marginal(linearSchedule());
const fixed = rk4({ steps: 5 });
const tight = dopri5({ rtol: 1e-9, atol: 1e-9 });
const flowOf = (field: Model, solver: OdeMethod, others: Partial<FlowMatchingOptions> = {}) =>
  flowMatching({ field, base, solver, backend, ...others });
const noiseOf = (n: number, k: Key): Tensor => base.sample([n], { key: k, dtype: "float64" });
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

describe("sample", () => {
  test("carries the base's noise from t = 1 to t = 0", async () => {
    // dx/dt = x: data are noise / e.
    const x = await valuesOf(
      await flowOf((y) => y, tight)
        .bind()
        .sample([4], { key: key(1) }),
    );
    const noise = await valuesOf(noiseOf(4, key(1)));
    expect(
      distance(
        x,
        noise.map((z) => z / Math.E),
      ),
    ).toBeLessThan(1e-8);
  });

  test.each([
    ["rk4", fixed],
    ["dopri5", dopri5({ rtol: 1e-6, atol: 1e-6 })],
  ])("gives row i the same value whatever the number of rows, with %s", async (_, solver) => {
    const flow = flowOf(velocity, solver).bind();
    const seven = await valuesOf(await flow.sample([7], { key: key(2) }));
    for (const n of [1, 3]) {
      const few = await valuesOf(await flow.sample([n], { key: key(2) }));
      expect(few).toEqual(seven.slice(0, 2 * n));
    }
    expect(await valuesOf(await flow.sample([7], { key: key(3) }))).not.toEqual(seven);
  });

  test.each([[[]], [[0]], [[5]], [[2, 3]]])(
    "has the shape [%s] of samples before the event",
    async (shape) => {
      const x = await flowOf(velocity, fixed)
        .bind()
        .sample(shape, { key: key(4) });
      expect(x.shape).toEqual([...shape, 2]);
    },
  );

  test("is of the backend's dtype, with its values on the host", async () => {
    const narrow = referenceBackend();
    const x = await flowOf(velocity, fixed, { backend: narrow })
      .bind()
      .sample([3], { key: key(5) });
    expect([x.dtype, x.source.kind, narrow.numBuffers()]).toEqual(["float32", "host", 0]);
    const wider = await valuesOf(
      await flowOf(velocity, fixed)
        .bind()
        .sample([3], { key: key(5) }),
    );
    expect(distance([...(await x.data())], wider)).toBeLessThan(1e-5);
  });

  test("runs between the times that are asked for", async () => {
    const half = flowOf((y) => y, tight, { t0: 0.5, t1: 0.25 }).bind();
    const x = await valuesOf(await half.sample([3], { key: key(6) }));
    const noise = await valuesOf(noiseOf(3, key(6)));
    expect(
      distance(
        x,
        noise.map((z) => z * Math.exp(-0.25)),
      ),
    ).toBeLessThan(1e-9);
  });
});

describe("a flow with a condition", () => {
  // dx/dt = −c: data are noise + c.
  const context = reshape(wide(Array.from({ length: 500 }, (_, i) => i)), [500, 1]);
  const flow = flowOf((_x, _t, c) => neg(mul(c!, wide([1, 1]))), fixed);

  test("of 500 rows draws [1] sample each: [1, 500, 2]", async () => {
    const x = await flow.bind(context).sample([1], { key: key(7) });
    expect(x.shape).toEqual([1, 500, 2]);
    const noise = await valuesOf(noiseOf(500, key(7)));
    const want = noise.map((z, i) => z + Math.floor(i / 2));
    expect(distance(await valuesOf(x), want)).toBeLessThan(1e-11);
  });

  test("of 4 rows draws [3] samples each, sample axes first", async () => {
    const x = await flow.bind(slice(context, [0, 0], [4, 1])).sample([3], { key: key(8) });
    expect(x.shape).toEqual([3, 4, 2]);
    const noise = await valuesOf(noiseOf(12, key(8)));
    const want = noise.map((z, i) => z + (Math.floor(i / 2) % 4));
    expect(distance(await valuesOf(x), want)).toBeLessThan(1e-13);
  });

  test("without batch axes is the same for all", async () => {
    const x = await flow.bind(wide([10])).sample([3], { key: key(9) });
    expect(x.shape).toEqual([3, 2]);
    const noise = await valuesOf(noiseOf(3, key(9)));
    expect(
      distance(
        await valuesOf(x),
        noise.map((z) => z + 10),
      ),
    ).toBeLessThan(1e-13);
  });

  test("has log-densities at points with the condition's batch axes, or more before them", async () => {
    const bound = flow.bind(slice(context, [0, 0], [4, 1]));
    for (const shape of [[4], [3, 4]]) {
      const points = zeros([...shape, 2], "float64");
      const found = await bound.logProb(points);
      expect(found.shape).toEqual(shape);
      const want = Array.from({ length: found.size }, (_, i) => -((i % 4) ** 2) - Math.log(2 * Math.PI));
      expect(distance(await valuesOf(found), want)).toBeLessThan(1e-12);
    }
    await expect(bound.logProb(zeros([5, 2]))).rejects.toThrow(
      /^bind: the batch axes of the condition must broadcast/,
    );
  });

  test("binds lazily: one definition, many conditions", async () => {
    const at = async (c: number) => valuesOf(await flow.bind(wide([c])).encode(wide([1, 1])));
    expect(distance(await at(2), [-1, -1])).toBeLessThan(1e-14);
    expect(distance(await at(5), [-4, -4])).toBeLessThan(1e-14);
  });
});

describe("encode and decode", () => {
  const flow = flowOf(velocity, tight).bind();

  test("are inverse to each other", async () => {
    const x = oracle.sample([6], { key: key(10), dtype: "float64" });
    const there = await flow.encode(x);
    expect(distance(await valuesOf(await flow.decode(there)), await valuesOf(x))).toBeLessThan(1e-7);
    expect(distance(await valuesOf(there), await valuesOf(x))).toBeGreaterThan(0.1);
  });

  test("decode of the base's noise is sample", async () => {
    const x = await flow.sample([4], { key: key(11) });
    expect(await valuesOf(await flow.decode(noiseOf(4, key(11))))).toEqual(await valuesOf(x));
  });

  test.each([[[]], [[3]], [[2, 3]], [[0]]])("keep the batch axes [%s]", async (batch) => {
    expect((await flow.encode(zeros([...batch, 2]))).shape).toEqual([...batch, 2]);
  });

  test("refuse points of another shape", async () => {
    const flow3 = flowOf(velocity, fixed).bind();
    const rule = "points must end in the event shape [2], got [3]. Put the batch axes first.";
    await expect((async () => flow3.encode(zeros([3])))()).rejects.toThrow(`encode: ${rule}`);
    await expect((async () => flow3.decode(zeros([3])))()).rejects.toThrow(`decode: ${rule}`);
  });
});

describe("sampleWithLogProb", () => {
  test("gives the log-density that logProb finds at its samples", async () => {
    const flow = flowOf(velocity, tight).bind();
    const { x, logProb } = await flow.sampleWithLogProb([5], { key: key(12) });
    expect([x.shape, logProb.shape]).toEqual([[5, 2], [5]]);
    const found = await valuesOf(logProb);
    expect(distance(found, await valuesOf(await flow.logProb(x)))).toBeLessThan(1e-6);
    expect(distance(found, await valuesOf(oracle.logProb(x)))).toBeLessThan(1e-6);
  });

  test("gives the samples of the same key", async () => {
    const flow = flowOf(velocity, fixed).bind();
    const { x } = await flow.sampleWithLogProb([5], { key: key(12) });
    expect(await valuesOf(x)).toEqual(await valuesOf(await flow.sample([5], { key: key(12) })));
  });

  test("keeps sample and batch axes", async () => {
    const flow = flowOf((x, _, c) => mul(x, c!), fixed).bind(zeros([4, 1], "float64"));
    const { x, logProb } = await flow.sampleWithLogProb([3], { key: key(13) });
    expect([x.shape, logProb.shape]).toEqual([
      [3, 4, 2],
      [3, 4],
    ]);
  });
});

describe("trajectory", () => {
  const flow = flowOf(velocity, fixed).bind();

  test("starts at the noise, ends at the sample of the same key, and passes the times between", async () => {
    const times = [1, 0.7, 0.6, 0];
    const { t, x } = await flow.trajectory([4], { key: key(14), times });
    expect([t, x.shape]).toEqual([times, [4, 4, 2]]);
    const values = await valuesOf(x);
    expect(values.slice(0, 8)).toEqual(await valuesOf(noiseOf(4, key(14))));
    expect(values.slice(24)).toEqual(await valuesOf(await flow.sample([4], { key: key(14) })));
    const exact = flowOf(velocity, tight, { t1: 0.7 }).bind();
    const middle = await valuesOf(await exact.sample([4], { key: key(14) }));
    // Cubic interpolation inside a step of 0.2.
    expect(distance(values.slice(8, 16), middle)).toBeLessThan(5e-3);
  });

  test("keeps sample and batch axes after the times", async () => {
    const bound = flowOf((x, _, c) => mul(x, c!), fixed).bind(zeros([2, 1], "float64"));
    const { x } = await bound.trajectory([3], { key: key(15), times: [1, 0.5, 0] });
    expect(x.shape).toEqual([3, 3, 2, 2]);
  });

  test("refuses no times, times out of order, and times outside", async () => {
    const at = (times: number[]) => flow.trajectory([2], { key: key(16), times });
    await expect(at([])).rejects.toThrow(
      "trajectory: there must be at least one time, got none. Pass { times: [1, 0] }.",
    );
    await expect(at([0, 1])).rejects.toThrow(
      /trajectory: times must run from 1 \(noise\) to 0 \(data\) in order/,
    );
    await expect(at([1, -0.5])).rejects.toThrow(
      /trajectory: times must run from 1 \(noise\) to 0 \(data\) in order/,
    );
  });
});

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
      logProb: flow.logProb(zeros([3, 2])),
      encode: flow.encode(zeros([3, 2])),
      decode: flow.decode(zeros([3, 2])),
      sampleWithLogProb: flow.sampleWithLogProb([3], { key: key(19) }),
      trajectory: flow.trajectory([3], { key: key(19), times: [1, 0.5, 0] }),
    };
    for (const [name, promise] of Object.entries(failures)) {
      const error = await errorOf(promise);
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
