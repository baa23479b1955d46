import {
  add,
  arange,
  cast,
  compile,
  concat,
  conv2d,
  cumsum,
  erf,
  exp,
  expandDims,
  flattenArguments,
  gather,
  gelu,
  grad,
  greater,
  jvp,
  key,
  log1p,
  matmul,
  max,
  meanPool2d,
  minimum,
  mul,
  normal,
  pad,
  referenceBackend,
  reshape,
  reverse,
  silu,
  sin,
  slice,
  softmax,
  split,
  square,
  stack,
  sub,
  sum,
  type Tensor,
  tensor,
  transpose,
  uniform,
  upsample2d,
  where,
  zeros,
} from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { exportOnnx } from "../index.js";
import { checkModel, withoutChecker } from "../testing/onnx-checker.js";
import { openModel, runtimes } from "../testing/run-model.js";
import { expectClose, valuesOf } from "../testing/values.js";

const weights = (seed: number, shape: readonly number[], dtype: "float32" | "float64" = "float32"): Tensor =>
  normal(key(seed), shape, { dtype });

const [w1, b1, w2] = [weights(1, [3, 16]), weights(2, [16]), weights(3, [16, 2])];
const wide = [weights(5, [2, 600]), weights(6, [2, 600])] as const;
const taps33 = weights(4, [3, 3, 1, 2]);
const network = (x: Tensor, t: Tensor): Tensor =>
  matmul(silu(add(matmul(concat([x, expandDims(t, -1)], -1), w1), b1)), w2);

/** Functions of `x [N, 2]` and `t [N]`, each with results that carry the batch. */
const functions: Readonly<Record<string, (x: Tensor, t: Tensor) => unknown>> = {
  "a network over point and time": network,
  "its vector-Jacobian product": (x, t) => grad((y: Tensor) => sum(square(network(y, t))))(x),
  "its directional derivatives, stacked": (x, t) =>
    jvp((y: Tensor) => network(y, t), x, stack([x, add(mul(x, 0), 1)]), { stacked: true }),
  "a convolution, its gradients and a pool": (x) => {
    const image = reshape(x, [x.shape[0]!, 1, 2, 1]);
    const y = (pixels: Tensor, taps: Tensor): Tensor => conv2d(pixels, taps, { padding: "same" });
    const loss = (pixels: Tensor, taps: Tensor): Tensor => sum(square(y(pixels, taps)));
    const byTaps = grad((taps: Tensor) => loss(image, taps))(taps33);
    return [
      y(image, taps33),
      grad((pixels: Tensor) => loss(pixels, taps33))(image),
      upsample2d(meanPool2d(y(image, taps33), [1, 2]), [1, 2]),
      mul(x, sum(byTaps)),
    ];
  },
  "several results": (x, t) => ({ total: sum(x, { axis: 1 }), moved: add(x, expandDims(t, 1)) }),
  "an argument as it came": (x) => x,
  "sums over the batch": (x) => sub(x, sum(x, { axis: 0 })),
  "its maximum and its order": (x) => [sub(x, max(x, { axis: 0 })), reverse(cumsum(x, { axis: 0 }), 0)],
  "numbers of rows": (x) => add(x, expandDims(arange(x.shape[0]!), 1)),
  "rows in other shapes": (x) => {
    const rows = x.shape[0]!;
    return [
      reshape(x, [x.size]),
      reshape(x, [rows, 1, 2]),
      reshape(x, [1, rows, 2]),
      reshape(x, [2, rows]),
      transpose(x),
    ];
  },
  "rows cut, padded and looked up": (x) => [
    pad(x, [
      [1, 2],
      [0, 1],
    ]),
    slice(
      pad(x, [
        [1, 0],
        [0, 0],
      ]),
      [0, 0],
      [x.shape[0]!, 2],
    ),
    gather(x, tensor([0, 0], [2], "int32"), { axis: 1 }),
  ],
  "twice the rows": (x, t) => concat([x, mul(x, expandDims(t, 1))], 0),
  "functions of an element": (x) => [
    erf(x),
    gelu(x),
    log1p(square(x)),
    softmax(x),
    where(greater(x, 0), x, 0),
  ],
  "one choice for all, of rows and of weights": (x) => {
    const asked = greater(sum(x), 0);
    return [where(asked, mul(x, 2), add(x, 1)), matmul(x, where(asked, wide[0], wide[1]))];
  },
  "a choice of one number, whose other side takes about a thousand": (x, t) => {
    const size = [0, 1, 2, 3, 4].reduce((before: Tensor, i) => sin(add(before, i)), max(exp(t)));
    return add(x, where(greater(sum(x), 0), size, 0));
  },
  "columns that are none": (x) => {
    const none = slice(x, [0, 0], [x.shape[0]!, 0]);
    return [none, concat([x, mul(none, 2)], 1), sub(x, sum(none, { axis: 1, keepDims: true }))];
  },
  "rows looked up among rows, and its gradient": (x) => {
    const last = tensor(x.shape[0]! - 1, [], "int32");
    const order = minimum(cast(mul(5, square(sum(x, { axis: 1 }))), "int32"), last);
    return [gather(x, order), grad((y: Tensor) => sum(mul(gather(y, order), x)))(x)];
  },
  "all pairs of a row": (x) => matmul(expandDims(x, 2), expandDims(x, 1)),
};

const inputs = (rows: number): { x: Tensor; t: Tensor } => ({
  x: normal(key(7), [rows, 2]),
  t: uniform(key(8), [rows]),
});

describe.each(Object.keys(runtimes) as (keyof typeof runtimes)[])("an exported file in %s", (runtime) => {
  test.each(Object.keys(functions))("computes what nami computes, at every batch size: %s", async (name) => {
    const fn = functions[name] as (x: Tensor, t: Tensor) => unknown;
    const run = await openModel(
      runtime,
      exportOnnx(fn, [zeros([4, 2]), zeros([4])], { inputNames: ["x", "t"] }),
    );
    const own = compile(fn, { backend: referenceBackend() });
    for (const rows of [0, 1, 2, 3, 7, 1000]) {
      const { x, t } = inputs(rows);
      const got = await run({ x: await valuesOf(x), t: await valuesOf(t) });
      const want = flattenArguments(await own(x, t)).leaves as Tensor[];
      expect(Object.keys(got)).toHaveLength(want.length);
      for (const [i, result] of want.entries()) expectClose(got[`output${i}`]!, await valuesOf(result));
    }
  });

  test("takes numbers as scalars, keys as noise, and double precision", async () => {
    const scale = weights(9, [2], "float64");
    const fn = (x: Tensor, h: Tensor, k: ReturnType<typeof key>): Tensor => {
      const [first, second] = split(k);
      const a = normal(first, x.shape, { dtype: "float64" });
      const b = uniform(second, [x.shape[0]!, 1], { dtype: "float64" });
      return add(mul(silu(erf(mul(x, scale))), h), mul(a, b));
    };
    const run = await openModel(
      runtime,
      exportOnnx(fn, [zeros([4, 2], "float64"), 0.1, key(0)], { inputNames: ["x", "h", "a", "b"] }),
    );
    for (const rows of [1, 7]) {
      const x = normal(key(1), [rows, 2], { dtype: "float64" });
      const [first, second] = split(key(5));
      const got = await run({
        x: await valuesOf(x),
        h: { type: "float64", shape: [], data: Float64Array.of(0.3) },
        a: await valuesOf(normal(first, [rows, 2], { dtype: "float64" })),
        b: await valuesOf(uniform(second, [rows, 1], { dtype: "float64" })),
      });
      const want = await compile(fn, { backend: referenceBackend({ dtype: "float64" }) })(x, 0.3, key(5));
      expectClose(got.output0!, await valuesOf(want), 1e-13);
    }
  });

  test("has another free axis where it is asked for, and tells a fixed one from it", async () => {
    const bytes = exportOnnx((x: Tensor, w: Tensor) => matmul(w, x), [zeros([3, 5]), zeros([2, 3])], {
      batchAxis: 1,
      inputNames: ["x", "w"],
      outputNames: ["y"],
    });
    const run = await openModel(runtime, bytes);
    const [x, w] = [weights(1, [3, 9]), weights(2, [2, 3])];
    const { y } = await run({ x: await valuesOf(x), w: await valuesOf(w) });
    const want = await compile((a: Tensor, b: Tensor) => matmul(a, b), { backend: referenceBackend() })(w, x);
    expectClose(y!, await valuesOf(want));
  });
});

describe("exportOnnx", () => {
  test.skipIf(withoutChecker)(
    `writes files that ONNX's checker takes${withoutChecker ? `: ${withoutChecker}` : ""}`,
    () => {
      for (const fn of Object.values(functions))
        checkModel(exportOnnx(fn as (x: Tensor, t: Tensor) => unknown, [zeros([4, 2]), zeros([4])]));
      const model = checkModel(
        exportOnnx(
          (x: Tensor, h: Tensor, k: ReturnType<typeof key>) => ({
            y: add(mul(x, h), normal(k, x.shape)),
            z: concat([x, x, zeros([1, 2])], 0),
          }),
          [zeros([4, 2]), 0.5, key(0)],
          { inputNames: ["x", "h", "noise"], description: "A step.", metadata: { time: "1 is noise" } },
        ),
      );
      expect(model).toMatchObject({
        irVersion: 8,
        opsets: { "": 17 },
        inputs: [
          ["x", "FLOAT", ["batch", 2]],
          ["h", "FLOAT", []],
          ["noise", "FLOAT", ["batch", 2]],
        ],
        outputs: [
          ["output0", "FLOAT", ["batch", 2]],
          ["output1", "FLOAT", ["batch_times_2_plus_1", 2]],
        ],
        description: "A step.",
        metadata: { time: "1 is noise" },
      });
    },
  );

  test.each([-18, -10, -1, 0, 1, 5, 10, 14, 15, 600])(
    "sums over few rows that are as long as the batch and %d are lowered alike at every size",
    (more) => {
      const few = (x: Tensor): Tensor => {
        const rows = more < 0 ? slice(x, [0, 0], [x.shape[0]! + more, 3]) : concat([x, zeros([more, 3])], 0);
        return sum(transpose(rows), { axis: 0 });
      };
      expect(() => exportOnnx(few, [zeros([40, 3])])).not.toThrow();
    },
  );

  test("keeps an argument that nothing needs as an input", async () => {
    const run = await openModel(
      "onnxruntime-node",
      exportOnnx((x: Tensor, _: Tensor) => mul(x, 2), [zeros([4]), zeros([4])]),
    );
    const x = await valuesOf(tensor([1, 2]));
    expect(await run({ input0: x, input1: x })).toMatchObject({ output0: { data: Float32Array.of(2, 4) } });
  });

  test("stores weights once, as they lie in memory, in little time", () => {
    const w = tensor(new Float32Array(4_000_000).fill(0.5), [2000, 2000]);
    const from = performance.now();
    const bytes = exportOnnx((x: Tensor) => matmul(matmul(x, w), w), [zeros([4, 2000])]);
    expect(performance.now() - from).toBeLessThan(2000);
    expect(bytes.length).toBeGreaterThan(16_000_000);
    expect(bytes.length).toBeLessThan(16_002_000);
  });

  test("names may look like those inside", async () => {
    const bytes = exportOnnx((x: Tensor) => add(x, w2), [zeros([4, 16, 2])], {
      inputNames: ["_v0"],
      outputNames: ["_f_v0"],
    });
    const run = await openModel("onnxruntime-node", bytes);
    const { _f_v0: y } = await run({ _v0: await valuesOf(zeros16()) });
    expect(y!.shape).toEqual([1, 16, 2]);
  });
});

const zeros16 = (): Tensor => tensor(new Float32Array(32), [1, 16, 2]);
