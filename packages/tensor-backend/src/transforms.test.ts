import { describe, expect, expectTypeOf, test } from "vitest";
import {
  add, cast, concat, evaluate, exp, floor, fromHost, grad, greater, jvp, mean, mul, ones, referenceBackend, relu, sign, sin, square, stopGradient, sum, type Tensor, tensor, valueAndGrad, vjp, where, zeros,
} from "./index.js"; // biome-ignore format: a list

const backend = referenceBackend({ dtype: "float64" });
const at = (value: number): Tensor => tensor(value, [], "float64");

async function values(x: Tensor): Promise<number[]> {
  return Array.from(await (await evaluate(x, { backend })).data());
}

describe("nested derivatives keep their variables apart", () => {
  test("the derivative of z·x in z at z = x is x", async () => {
    expect(await values(grad((x: Tensor) => mul(x, grad((z: Tensor) => mul(z, x))(x)))(at(3)))).toEqual([6]);
  });

  test("d/dx (x · d/dy (x + y)) is 1, the classical confusion of perturbations", async () => {
    const inner = (x: Tensor): Tensor => jvp((y: Tensor) => add(x, y), at(1), at(1))[1];
    expect(await values(jvp((x: Tensor) => mul(x, inner(x)), at(5), at(1))[1])).toEqual([1]);
  });

  test("an inner derivative of what does not depend on its variable is zero", async () => {
    expect(await values(grad((x: Tensor) => grad((_: Tensor) => mul(x, x))(x))(at(3)))).toEqual([0]);
  });

  test("closures of three levels", async () => {
    // ∂/∂x [x · ∂/∂y (x y² · ∂/∂z (x y z³))] at x = y = z = 2: x · ∂/∂y (3 x² y³ z²) = 9 x³ y² z², then 27 x² y² z².
    const f = (x: Tensor): Tensor =>
      mul(
        x,
        grad((y: Tensor) =>
          mul(mul(x, square(y)), grad((z: Tensor) => mul(mul(x, y), mul(z, square(z))))(at(2))),
        )(at(2)),
      );
    expect(await values(grad(f)(at(2)))).toEqual([27 * 4 * 4 * 4]);
  });

  test("the variable itself may be the result", async () => {
    expect(await values(grad((x: Tensor) => x)(at(3)))).toEqual([1]);
    expect(await values(jvp((x: Tensor) => x, at(3), at(7))[1])).toEqual([7]);
  });

  test("a tensor that is also data elsewhere is differentiated where it is the argument only", async () => {
    const x = at(3);
    expect(await values(grad((y: Tensor) => mul(y, x))(x))).toEqual([3]);
  });
});

describe("vjp and jvp", () => {
  test("a pullback may be used many times", async () => {
    const [, pullback] = vjp((x: Tensor) => square(x), tensor([1, 2]));
    expect(await values(pullback(tensor([1, 0])))).toEqual([2, 0]);
    expect(await values(pullback(tensor([0, 1])))).toEqual([0, 4]);
  });

  test("take and give trees", async () => {
    const x = { a: tensor([1, 2]), b: [tensor(3)] as const };
    const [y, pullback] = vjp(({ a, b }: typeof x) => ({ product: mul(a, b[0]), same: b[0] }), x);
    const bar = pullback({ product: ones([2]), same: tensor(10) });
    expect(await values(y.product)).toEqual([3, 6]);
    expect(await values(bar.a)).toEqual([3, 3]);
    expect(await values(bar.b[0])).toEqual([13]);
    const [, dot] = jvp(({ a, b }: typeof x) => [mul(a, b[0])], x, { a: zeros([2]), b: [tensor(1)] });
    expect(await values(dot[0]!)).toEqual([1, 2]);
  });

  test("count the same output twice when it is returned twice", async () => {
    const [, pullback] = vjp((x: Tensor) => [x, x, square(x)], at(3));
    expect(await values(pullback([at(1), at(10), at(100)]))).toEqual([611]);
  });

  test("are zero in arguments that go unused", async () => {
    const gradient = grad(({ a }: { a: Tensor; b: Tensor }) => sum(a))({
      a: tensor([1, 2]),
      b: tensor([[5]]),
    });
    expect(await values(gradient.b)).toEqual([0]);
    expect(gradient.b.shape).toEqual([1, 1]);
    const [, dot] = jvp(() => tensor([1, 2]), tensor(1), ones([3]), { stacked: true });
    expect(dot.shape).toEqual([3, 2]);
  });

  test("keep the dtype of what they differentiate", () => {
    const x = at(2);
    expect(jvp((y: Tensor) => y, x, tensor(1))[1].dtype).toBe("float64");
    expect(grad((y: Tensor) => mul(y, tensor(1)))(x).dtype).toBe("float64");
    expect(grad((y: Tensor) => sum(mul(y, at(2))))(tensor([1])).dtype).toBe("float32");
  });

  test("valueAndGrad gives both, for the first argument only", async () => {
    const [value, gradient] = valueAndGrad((x: Tensor, scale: number, label: string) =>
      mul(square(x), scale * label.length),
    )(at(3), 2, "ab");
    expect([await values(value), await values(gradient)]).toEqual([[36], [24]]);
  });

  test("stacked directions may be none", () => {
    expect(jvp(sin, tensor([1, 2]), zeros([0, 2]), { stacked: true })[1].shape).toEqual([0, 2]);
  });
});

describe("what is flat has derivative zero", () => {
  test.each<readonly [string, (x: Tensor) => Tensor]>([
    ["floor", floor],
    ["sign", sign],
    ["a cast to integers and back", (x) => cast(cast(x, "int32"), "float64")],
    ["a cast to truth values and back", (x) => cast(cast(x, "bool"), "float64")],
    ["a comparison", (x) => cast(greater(x, 0), "float64")],
    ["stopGradient", stopGradient],
  ])("%s", async (_, fn) => {
    const x = tensor([1.7, -2.3], [2], "float64");
    expect(await values(grad((y: Tensor) => sum(fn(y)))(x))).toEqual([0, 0]);
    expect(await values(jvp(fn, x, ones([2], "float64"))[1])).toEqual([0, 0]);
  });
});

describe("kinks and ties", () => {
  test("relu has derivative 0 at 0, and what is not chosen does no harm", async () => {
    expect(await values(grad((x: Tensor) => sum(relu(x)))(tensor([-1, 0, 1])))).toEqual([0, 0, 1]);
    const safe = (x: Tensor): Tensor => sum(where(greater(x, 100), 0, exp(where(greater(x, 100), 0, x))));
    expect(await values(grad(safe)(tensor([1000, 0])))).toEqual([0, 1]);
  });
});

describe("mistakes get an error that says what to do", () => {
  test("a function that does not return a scalar", () => {
    expect(() => grad((x: Tensor) => x)(tensor([1, 2]))).toThrow(
      "grad: the function must return a scalar float tensor, got Tensor(float32[2]). Reduce it with sum or mean, or use vjp.",
    );
    expect(() => grad((x: Tensor) => sum(cast(x, "int32")))(tensor([1, 2]))).toThrow("got Tensor(int32[])");
  });

  test("an argument of integers", () => {
    expect(() => grad((x: Tensor) => mean(cast(x, "float32")))(tensor([1], [1], "int32"))).toThrow(
      "grad: derivatives are taken with respect to floats, got Tensor(int32[1]). Cast it, or pass it as a further argument.",
    );
  });

  test("a tangent or cotangent of another shape", () => {
    expect(() => jvp(sin, tensor([1, 2]), tensor([1, 2, 3]))).toThrow(
      "jvp: a tangent must have the shape of its tensor, got [3] for [2]. Reshape or broadcastTo it.",
    );
    expect(() => vjp(sin, tensor([1, 2]))[1](tensor(1))).toThrow(
      "vjp: a cotangent must have the shape of its tensor, got [] for [2]. Reshape or broadcastTo it.",
    );
  });

  test("stacked tangents without the axis of directions, or with counts that differ", () => {
    const message =
      "jvp: a tangent must have the shape of its tensor after one axis of directions, as long for all, got ";
    expect(() => jvp(sin, tensor(2), tensor(3), { stacked: true })).toThrow(`${message}[] for []`);
    const pair = [tensor(2), tensor(3)] as const;
    const product = ([a, b]: readonly [Tensor, Tensor]): Tensor => mul(a, b);
    expect(() => jvp(product, pair, [ones([1]), ones([3])], { stacked: true })).toThrow(
      `${message}[3] for []`,
    );
  });

  test("a leaf that is no tensor", () => {
    // @ts-expect-error a number is no tensor
    expect(() => vjp((x: Tensor) => x, 3)).toThrow(
      "vjp: every leaf must be a tensor, got number. Use tensor(…).",
    );
  });
});

test("types: derivatives have the structure of the argument", () => {
  const params = { w: tensor([1]), layers: [tensor([2]), tensor([3])] as const };
  const loss = (p: typeof params, scale: number): Tensor => mul(sum(concat([p.w, ...p.layers])), scale);
  expectTypeOf(grad(loss)).toEqualTypeOf<(x: typeof params, scale: number) => typeof params>();
  expectTypeOf(valueAndGrad(loss)(params, 1)).toEqualTypeOf<[value: Tensor, gradient: typeof params]>();
  expectTypeOf(vjp((p: typeof params) => [p.w], params)[1]).parameters.toEqualTypeOf<[Tensor[]]>();
  expectTypeOf(fromHost).returns.toEqualTypeOf<Tensor>();
});
