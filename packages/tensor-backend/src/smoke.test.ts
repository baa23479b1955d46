import { expect, test } from "vitest";
import {
  add,
  compile,
  evaluate,
  exp,
  grad,
  jvp,
  key,
  matmul,
  mean,
  mul,
  normal,
  referenceBackend,
  silu,
  sin,
  split,
  square,
  sub,
  sum,
  type Tensor,
  tanh,
  tensor,
  valueAndGrad,
} from "./index.js";

const backend = referenceBackend({ dtype: "float64" });
const value = async (x: Tensor): Promise<number> => (await evaluate(x, { backend })).item();

test("a gradient of a gradient is exact", async () => {
  const f = (x: Tensor): Tensor => mul(sin(x), exp(x));
  const x = tensor(0.7, [], "float64");
  const d3 = grad((y: Tensor) => grad((z: Tensor) => grad(f)(z))(y))(x);
  expect(await value(d3)).toBeCloseTo(2 * Math.exp(0.7) * (Math.cos(0.7) - Math.sin(0.7)), 12);
});
test("training works", async () => {
  const b = referenceBackend();
  const x = normal(key(0), [64, 2]);
  const y = sum(square(x), { axis: 1, keepDims: true });
  const target = await evaluate(y, { backend: b });
  const [k1, k2] = split(key(1));
  let params = { w: normal(k1, [2, 16]), v: mul(normal(k2, [16, 1]), 0.25) };
  const loss = (p: typeof params): Tensor => mean(square(sub(matmul(silu(matmul(x, p.w)), p.v), target)));
  const step = compile(
    (p: typeof params, rate: Tensor) => {
      const [l, g] = valueAndGrad(loss)(p);
      return { l, p: { w: sub(p.w, mul(rate, g.w)), v: sub(p.v, mul(rate, g.v)) } };
    },
    { backend: b, donate: [0] },
  );
  const losses: number[] = [];
  for (let i = 0; i < 200; i++) {
    const r = await step(params, 0.05);
    params = r.p;
    losses.push(await r.l.item());
    r.l.dispose();
  }
  expect(losses[199]).toBeLessThan(losses[0]! / 4);
  console.log(losses[0], losses[199], b.numBuffers());
});
test("jvp stacked", async () => {
  const f = (x: Tensor): Tensor =>
    tanh(
      matmul(
        x,
        tensor(
          [
            [1, 2],
            [3, 4],
          ],
          [2, 2],
          "float64",
        ),
      ),
    );
  const x = tensor([[0.1, 0.2]], [1, 2], "float64");
  const [, d] = jvp(f, x, tensor([[[1, 0]], [[0, 1]]], [2, 1, 2], "float64"), { stacked: true });
  console.log(await (await evaluate(d, { backend })).data());
});
test("keys", async () => {
  const f = compile(
    (k: ReturnType<typeof key>) => {
      const [a, b] = split(k);
      return add(normal(a, [2]), normal(b, [2]));
    },
    { backend: referenceBackend() },
  );
  console.log(await (await f(key(0))).data(), await (await f(key(1))).data());
});
test("chain of a million", async () => {
  const x = tensor(1, [], "float64");
  const x0 = x;
  void x0;
  const g = grad((z: Tensor) => {
    let y = z;
    for (let i = 0; i < 1_000_00; i++) y = mul(y, 1.0000001);
    return y;
  })(x);
  console.log(await value(g));
});
