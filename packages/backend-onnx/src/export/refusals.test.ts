import {
  add,
  compile,
  div,
  key,
  matmul,
  mean,
  mul,
  normal,
  referenceBackend,
  reshape,
  sub,
  sum,
  type Tensor,
  tensor,
  transpose,
  zeros,
} from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { exportOnnx } from "../index.js";

const captured = normal(key(4), [4, 2]);

describe("what can't be exported is an error that says why", () => {
  const example = [zeros([4, 2])] as const;
  const cases: readonly (readonly [string, () => Uint8Array, RegExp])[] = [
    [
      "a mean over the batch",
      () => exportOnnx((x: Tensor) => sub(x, mean(x, { axis: 0 })), example),
      /^exportOnnx: a constant must not depend on the batch size, got .+ at size 1009 and .+ at 1013, used by (Mul|Div)\. A mean/,
    ],
    [
      "a number taken from the batch size",
      () => exportOnnx((x: Tensor) => div(x, x.shape[0]!), example),
      /a constant must not depend on the batch size/,
    ],
    [
      "a shape that is no line in the batch size",
      () => exportOnnx((x: Tensor) => reshape(matmul(x, transpose(x)), [x.shape[0]! ** 2]), example),
      /^exportOnnx: (sizes must be multiples of|a constant must not depend on) the batch size/,
    ],
    [
      "another computation at another size",
      () => exportOnnx((x: Tensor) => (x.shape[0]! > 1010 ? mul(x, 2) : add(x, 2)), example),
      /^exportOnnx: the function must do the same at every batch size/,
    ],
    [
      "one batch size only",
      () => exportOnnx((x: Tensor) => add(x, captured), example),
      /^exportOnnx: the function must take every batch size, got an error at size 1009: ".*\[1009, ?2\]/,
    ],
    [
      "results without the batch",
      () => exportOnnx((x: Tensor) => sum(x), example),
      /^exportOnnx: a result must carry the batch, got shapes \[\] for every batch size\./,
    ],
    [
      "no example with the axis",
      () => exportOnnx((x: Tensor) => x, example, { batchAxis: 2 }),
      /^exportOnnx: an example must be a tensor with the batch axis 2, got \[4,2\]\./,
    ],
    [
      "an axis that is none",
      () => exportOnnx((x: Tensor) => x, example, { batchAxis: -1 }),
      /^exportOnnx: batchAxis must be a whole number from 0 on, got -1\./,
    ],
    [
      "a name too many",
      () => exportOnnx((x: Tensor) => x, example, { inputNames: ["x", "t"] }),
      /^exportOnnx: inputNames must be as many as the inputs, got \["x","t"\] for 1 \(argument float32 \[batch,2\]\)\./,
    ],
    [
      "an empty name",
      () => exportOnnx((x: Tensor) => x, example, { outputNames: [""] }),
      /^exportOnnx: outputNames must be texts that are not empty, got ""\./,
    ],
    [
      "one name for two",
      () => exportOnnx((x: Tensor) => x, example, { inputNames: ["x"], outputNames: ["x"] }),
      /^exportOnnx: every input and output must have a name of its own, got "x" twice\./,
    ],
    [
      "a description that is no text",
      () => exportOnnx((x: Tensor) => x, example, { description: 7 as never }),
      /^exportOnnx: description must be a text, got 7\./,
    ],
    [
      "metadata that is no record",
      () => exportOnnx((x: Tensor) => x, example, { metadata: "mine" as never }),
      /^exportOnnx: metadata must be a record of texts, got mine\./,
    ],
    [
      "metadata that is no text",
      () => exportOnnx((x: Tensor) => x, example, { metadata: { epochs: 7 } as never }),
      /^exportOnnx: metadata must be a record of texts, got 7 for epochs\./,
    ],
  ];
  test.each(cases)("%s", (_, run, message) => {
    expect(run).toThrow(message);
  });

  test("a captured tensor on a device", async () => {
    const backend = referenceBackend();
    const onDevice = await compile((x: Tensor) => mul(x, 2), { backend })(tensor([1, 2]));
    expect(() => exportOnnx((x: Tensor) => mul(x, onDevice), example)).toThrow(
      /^exportOnnx: captured tensors must have their values on the host, got Tensor\(float32\[2\]\) on a device\. Bring them there first/,
    );
  });
});
