import { dopri5 } from "@nami/solvers";
import { key, mul, referenceBackend, zeros } from "@nami/tensor-backend";
import { afterEach, describe, expect, test } from "vitest";
import { fixed, flowOf, noiseOf, oracle, tight, velocity } from "./testing/known-flow.js";
import { backend, distance, valuesOf } from "./testing/reference.js";

afterEach(() => expect(backend.numBuffers()).toBe(0));

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
  test("of no samples has no rows", async () => {
    const { x } = await flow.trajectory([0], { key: key(14), times: [1, 0.5, 0] });
    expect([x.shape, await valuesOf(x)]).toEqual([[3, 0, 2], []]);
  });

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
