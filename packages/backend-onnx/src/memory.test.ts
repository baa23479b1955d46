import {
  compile,
  grad,
  key,
  matmul,
  mean,
  mul,
  normal,
  silu,
  square,
  sub,
  type Tensor,
  toDevice,
} from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { onnxBackend } from "./index.js";

const mebibyte = 2 ** 20;

describe.each(["cpu", "wasm"] as const)("on %s", (provider) => {
  test("2,000 training steps hold a constant number of buffers and bounded memory", async () => {
    const backend = onnxBackend({ executionProviders: [provider], threads: 1 });
    const [x, target] = await toDevice([normal(key(0), [512, 2]), normal(key(1), [512, 32])], { backend });
    const loss = ({ w, v }: Record<"w" | "v", Tensor>): Tensor =>
      mean(square(sub(matmul(silu(matmul(x!, w)), v), target!)));
    const step = compile(
      (p: { w: Tensor; v: Tensor }, rate: Tensor) => {
        const slope = grad(loss)(p);
        return { w: sub(p.w, mul(rate, slope.w)), v: sub(p.v, mul(rate, slope.v)) };
      },
      { backend, donate: [0] },
    );
    let params = { w: normal(key(2), [2, 256]), v: normal(key(3), [256, 32]) };
    const train = async (steps: number): Promise<void> => {
      for (let i = 0; i < steps; i++) {
        params = await step(params, 0.01);
        if (i % 100 === 0) expect(backend.numBuffers()).toBe(4);
      }
    };
    await train(500);
    const warm = process.memoryUsage().rss;
    await train(1500);
    // The state of one step alone is 34 KiB: kept, 1,500 of them would be 50 MiB, and their activations 1.5 GiB.
    expect(process.memoryUsage().rss - warm).toBeLessThan(40 * mebibyte);
    backend.dispose();
    expect(backend.numBuffers()).toBe(0);
  }, 60_000);
});
