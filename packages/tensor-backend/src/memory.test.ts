import { describe, expect, test } from "vitest";
import {
  add,
  compile,
  evaluate,
  fromHost,
  gather,
  grad,
  key,
  matmul,
  mean,
  mul,
  normal,
  referenceBackend,
  silu,
  sin,
  square,
  sub,
  type Tensor,
  tensor,
  toDevice,
  treeDispose,
} from "./index.js";

const x3 = (): Tensor => tensor([1, 2, 3]);

async function read(x: Tensor): Promise<number[]> {
  const values = Array.from(await x.data());
  x.dispose();
  return values;
}

describe("device memory", () => {
  test("returns to where it was after training, evaluation and dispose", async () => {
    const backend = referenceBackend();
    const [x, target] = await toDevice([normal(key(0), [16, 2]), normal(key(1), [16, 1])], { backend });
    const loss = (p: { w: Tensor; v: Tensor }): Tensor =>
      mean(square(sub(matmul(silu(matmul(x!, p.w)), p.v), target!)));
    const step = compile(
      (p: { w: Tensor; v: Tensor }, rate: Tensor) => {
        const gradient = grad(loss)(p);
        return { w: sub(p.w, mul(rate, gradient.w)), v: sub(p.v, mul(rate, gradient.v)) };
      },
      { backend, donate: [0] },
    );
    let params = { w: normal(key(2), [2, 8]), v: normal(key(3), [8, 1]) };
    for (let i = 0; i < 5; i++) {
      params = await step(params, 0.1);
      expect(backend.numBuffers()).toBe(4);
      await evaluate(loss(params), { backend });
      expect(backend.numBuffers()).toBe(4);
    }
    treeDispose([params, x!, target!]);
    step.dispose();
    expect(backend.numBuffers()).toBe(0);
  });

  test("captured host tensors are copied once, also by runs that begin together, and freed by dispose", async () => {
    const backend = referenceBackend();
    const w = x3();
    const f = compile((x: Tensor) => add(x, w), { backend });
    const results = await Promise.all([f(x3()), f(x3()), f(x3())]);
    expect(backend.numBuffers()).toBe(4);
    treeDispose(results);
    (await f(x3())).dispose();
    expect(backend.numBuffers()).toBe(1);
    f.dispose();
    expect(backend.numBuffers()).toBe(0);
  });

  test("dispose lets runs under way finish, the first one too", async () => {
    const backend = referenceBackend();
    const w = x3();
    for (const before of [0, 1]) {
      const f = compile((x: Tensor) => add(x, w), { backend });
      for (let i = 0; i < before; i++) (await f(x3())).dispose();
      const run = f(x3());
      f.dispose();
      expect(await read(await run)).toEqual([2, 4, 6]);
      expect(backend.numBuffers()).toBe(0);
    }
  });

  test("a disposed function may be called again", async () => {
    const backend = referenceBackend();
    const w = x3();
    const f = compile((x: Tensor) => add(x, w), { backend });
    (await f(x3())).dispose();
    f.dispose();
    expect(await read(await f(x3()))).toEqual([2, 4, 6]);
    f.dispose();
    f.dispose();
    expect(backend.numBuffers()).toBe(0);
  });

  test("a run that throws leaves nothing behind and keeps what it was to consume", async () => {
    const backend = referenceBackend();
    const rows = fromHost(Int32Array.of(7), [1], "int32");
    const f = compile((x: Tensor) => gather(x, rows), { backend, donate: [0] });
    const x = await toDevice(x3(), { backend });
    await expect(f(x)).rejects.toThrow("gather");
    f.dispose();
    expect(await read(x)).toEqual([1, 2, 3]);
    expect(backend.numBuffers()).toBe(0);
  });

  test("a donated argument is gone, and using it says so", async () => {
    const backend = referenceBackend();
    const step = compile((x: Tensor) => add(x, 1), { backend, donate: [0] });
    const x = await toDevice(x3(), { backend });
    const y = await step(x);
    expect(backend.numBuffers()).toBe(1);
    await expect(step(x)).rejects.toThrow(
      "compile: an argument must have values, got a disposed Tensor(float32[3]). Results of a donated call replace its arguments.",
    );
    await expect(x.data()).rejects.toThrow(
      "data: the tensor must not be disposed, got Tensor(float32[3]). Read it before dispose or donation.",
    );
    await expect(evaluate(sin(x), { backend })).rejects.toThrow(
      "compile: a tensor must not be used after dispose",
    );
    expect(await read(y)).toEqual([2, 3, 4]);
  });

  test("leaving a scope disposes with `using`", async () => {
    const backend = referenceBackend();
    const y = await compile((x: Tensor) => add(x, 1), { backend })(x3());
    y[Symbol.dispose]();
    y.dispose();
    expect(backend.numBuffers()).toBe(0);
  });
});
