import { describe, expect, test } from "vitest";
import {abs,
  add, broadcastTo, concat, conv2d, cos, cumsum, div, elu, erf, evaluate, exp, expm1, fromHost, gather, gelu, grad, greater, jvp, key, log, log1p, logSumExp,
  matmul, max, maximum, meanPool2d, minimum, mul, neg, normal, pad, pow, referenceBackend, reshape, reverse, rsqrt, scatterAdd, sigmoid,
  silu, sin, slice, softmax, softplus, sqrt, square, stack, sub, sum, type Tensor, tanh, tensor, transpose, upsample2d, vjp, where, 
} from "./index.js"; // biome-ignore format: a list

const backend = referenceBackend({ dtype: "float64" });

const draw = (seed: number, shape: readonly number[], domain: (x: Tensor) => Tensor = (x) => x): Tensor =>
  domain(normal(key(seed), shape, { dtype: "float64" }));

async function values(x: Tensor): Promise<number[]> {
  return Array.from(await (await evaluate(x, { backend })).data());
}

const inner = (a: Tensor, b: Tensor): Tensor => sum(mul(a, b));

/**
 * dφ/dh at 0 by central differences with two steps of Richardson extrapolation, and its error bound.
 *
 * With D(h) = (φ(h) − φ(−h)) / 2h = φ′ + c₂h² + c₄h⁴ + …, (64 D(h/4) − 20 D(h/2) + D(h)) / 45 has error O(h⁶). The change
 * from the previous extrapolation bounds what is cut off. φ is a sum of up to 24 terms, right to about 24 ε of the sum
 * of their magnitudes; with 32 ε max|φ| for it, rounding adds 32 ε max|φ| / (h/4) · (64 + 20 + 1) / 45.
 */
async function difference(phi: (h: number) => Tensor): Promise<{ slope: number; error: number }> {
  const h = 2 ** -7;
  const at = await values(stack([h, h / 2, h / 4].flatMap((step) => [phi(step), phi(-step)])));
  const [d1, d2, d4] = [0, 1, 2].map((i) => (at[2 * i]! - at[2 * i + 1]!) / (2 * (h / 2 ** i))) as [
    number,
    number,
    number,
  ];
  const once = (4 * d4 - d2) / 3;
  const slope = (64 * d4 - 20 * d2 + d1) / 45;
  const largest = Math.max(...at.map(Math.abs), 1e-300);
  return { slope, error: Math.abs(slope - once) + (32 * 2 ** -52 * largest * 85) / 45 / (h / 4) };
}

type Fn = (x: Tensor) => Tensor;
const smooth: readonly (readonly [name: string, fn: Fn, x: Tensor])[] = [
  ["neg", neg, draw(1, [3])],
  ["abs", abs, draw(2, [3])],
  ["sqrt", sqrt, draw(3, [3], (x) => exp(x))],
  ["rsqrt", rsqrt, draw(4, [3], (x) => exp(x))],
  ["exp", exp, draw(5, [3])],
  ["expm1", expm1, draw(6, [3])],
  ["log", log, draw(7, [3], (x) => exp(x))],
  ["log1p", log1p, draw(8, [3], (x) => exp(x))],
  ["sin", sin, draw(9, [3])],
  ["cos", cos, draw(10, [3])],
  ["tanh", tanh, draw(11, [3])],
  ["sigmoid", sigmoid, draw(12, [3])],
  ["softplus", softplus, draw(13, [3])],
  ["erf", erf, draw(14, [3])],
  ["add of itself and a row", (x) => add(x, slice(x, [0, 0], [1, 3])), draw(15, [2, 3])],
  ["sub", (x) => sub(square(x), slice(x, [0, 1], [2, 1])), draw(16, [2, 3])],
  ["mul", (x) => mul(x, slice(x, [0, 0], [1, 3])), draw(17, [2, 3])],
  ["div", (x) => div(slice(x, [0, 0], [1, 3]), x), draw(18, [2, 3], (x) => exp(x))],
  ["pow in the base and in the exponent", (x) => pow(x, slice(x, [1, 0], [1, 3])), draw(19, [2, 3], (x) => exp(x))],
  ["pow with a constant exponent", (x) => pow(x, 2.5), draw(20, [3], (x) => exp(x))],
  ["pow of negative numbers", (x) => pow(neg(exp(x)), 3), draw(21, [3])],
  ["maximum", (x) => maximum(square(x), sin(x)), draw(22, [7])],
  ["minimum", (x) => minimum(square(x), sin(x)), draw(23, [7])],
  ["where", (x) => where(greater(x, 0), exp(x), sin(x)), draw(24, [7])],
  ["matmul", (x) => matmul(x, transpose(x)), draw(25, [3, 2])],
  ["batched matmul with broadcasting", (x) => matmul(x, matmul(slice(x, [0], [1]), x)), draw(26, [2, 3, 3])],
  ["sum", (x) => square(sum(x, { axis: 1 })), draw(27, [2, 3])],
  ["max", (x) => square(max(x, { axis: 1 })), draw(28, [2, 3])],
  ["cumsum", (x) => square(cumsum(x)), draw(29, [2, 3])],
  ["reverse cumsum", (x) => square(cumsum(x, { axis: 0, reverse: true })), draw(30, [2, 3])],
  ["reshape, transpose and reverse", (x) => mul(reshape(reverse(transpose(x), 0), [2, 3]), x), draw(31, [2, 3])],
  ["broadcastTo", (x) => square(broadcastTo(x, [4, 2, 3])), draw(32, [2, 1])],
  ["concat and slice", (x) => mul(concat([x, square(x)], 0), sin(concat([slice(x, [1, 0]), x, slice(x, [0, 0], [1, 3])], 0))), draw(33, [2, 3])],
  ["pad", (x) => mul(pad(x, [[1, 0]]), pad(x, [[0, 1]])), draw(34, [4])],
  ["gather with repeated indices", (x) => square(gather(x, fromHost(Int32Array.of(2, 0, 2, 2), [4], "int32"))), draw(35, [3, 2])],
  ["scatterAdd with repeated indices", (x) => square(scatterAdd(x, fromHost(Int32Array.of(1, 1, 0), [3], "int32"), { size: 4 })), draw(36, [3, 2])],
  ["conv2d in image and filter", (x) => conv2d(x, reshape(slice(x, [0], [1, 2, 2, 2]), [2, 2, 2, 1]), { strides: 2 }), draw(37, [2, 4, 3, 2])],
  ["meanPool2d and upsample2d", (x) => mul(upsample2d(meanPool2d(x, 2), 2), x), draw(38, [1, 4, 2, 2])],
  ["softmax", (x) => softmax(x), draw(39, [2, 3])],
  ["logSumExp", (x) => logSumExp(x, { axis: 0 }), draw(40, [2, 3])],
  ["silu", silu, draw(41, [3])],
  ["gelu", gelu, draw(42, [3])],
  ["elu", elu, draw(43, [3])],
]; // biome-ignore format: a table

describe.each(smooth)("%s", (_, fn, x) => {
  const v = draw(101, x.shape);
  const w = draw(102, x.shape);
  const y = fn(x);
  const c = draw(103, y.shape);
  const pullback: Fn = (at) => vjp(fn, at)[1](c);
  const pushforward: Fn = (at) => jvp(fn, at, v)[1];

  test("first and second derivatives equal finite differences", async () => {
    const first = await difference((h) => inner(c, fn(add(x, mul(h, v)))));
    const second = await difference((h) => inner(c, pushforward(add(x, mul(h, w)))));
    const [forward, backward, vjpOfJvp, jvpOfVjp, vjpOfVjp, jvpOfJvp] = await values(
      stack([
        inner(c, pushforward(x)),
        inner(pullback(x), v),
        inner(vjp(pushforward, x)[1](c), w),
        inner(jvp(pullback, x, w)[1], v),
        inner(vjp(pullback, x)[1](v), w),
        inner(c, jvp(pushforward, x, w)[1]),
      ]),
    );
    for (const derivative of [forward, backward])
      expect(Math.abs(derivative! - first.slope)).toBeLessThan(first.error);
    for (const derivative of [vjpOfJvp, jvpOfVjp, vjpOfVjp, jvpOfJvp])
      expect(Math.abs(derivative! - second.slope)).toBeLessThan(second.error);
    expect(first.error).toBeLessThan(1e-6 * (1 + Math.abs(first.slope)));
    expect(second.error).toBeLessThan(1e-6 * (1 + Math.abs(second.slope)));
  });

  test("k stacked directions equal k directions one by one", async () => {
    const directions = [v, w, add(v, w)];
    const [, stacked] = jvp(fn, x, stack(directions), { stacked: true });
    const single = stack(directions.map((direction) => jvp(fn, x, direction)[1]));
    expect(stacked.shape).toEqual(single.shape);
    const [a, b] = [await values(stacked), await values(single)];
    a.forEach((value, i) => {
      expect(Math.abs(value - b[i]!)).toBeLessThanOrEqual(1e-13 * (1 + Math.abs(value)));
    });
  });

  test("forward and backward are adjoint: ⟨c, J v⟩ = ⟨Jᵀ c, v⟩", async () => {
    const [a, b] = await values(stack([inner(c, pushforward(x)), inner(pullback(x), v)]));
    expect(Math.abs(a! - b!)).toBeLessThanOrEqual(1e-12 * (1 + Math.abs(a!)));
  });
});

test("a wrong second derivative would be caught: TF.js's, which drops the second use of y in tanh", async () => {
  const x = draw(11, [3]);
  const wrong = (at: Tensor): Tensor => mul(-1, tanh(at));
  const v = draw(101, [3]);
  const { slope, error } = await difference((h) => inner(v, jvp(tanh, add(x, mul(h, v)), v)[1]));
  const [claimed] = await values(reshape(inner(mul(v, v), mul(v, wrong(x))), [1]));
  expect(Math.abs(claimed! - slope)).toBeGreaterThan(1e3 * error);
});

const activations: readonly (readonly [string, Fn])[] = [
  ["tanh", tanh],
  ["sigmoid", sigmoid],
  ["silu", silu],
  ["softmax", (x) => softmax(x)],
];

test.each(activations)(
  "d/dW of vᵀ(∂f/∂x)v of a %s network equals finite differences",
  async (_, activation) => {
    const [w1, b1, w2] = [draw(1, [2, 5]), draw(2, [5]), draw(3, [5, 2])];
    const [x, v, direction] = [draw(4, [4, 2]), draw(5, [4, 2]), draw(6, [2, 5])];
    const field = (at: Tensor, w: Tensor): Tensor => matmul(activation(add(matmul(at, w), b1)), w2);
    const forward = (w: Tensor): Tensor => inner(v, jvp((at: Tensor) => field(at, w), x, v)[1]);
    const reverse = (w: Tensor): Tensor => inner(v, vjp((at: Tensor) => field(at, w), x)[1](v));
    const { slope, error } = await difference((h) => forward(add(w1, mul(h, direction))));
    const [a, b] = await values(
      stack([inner(grad(forward)(w1), direction), inner(grad(reverse)(w1), direction)]),
    );
    expect(Math.abs(a! - slope)).toBeLessThan(error);
    expect(Math.abs(b! - slope)).toBeLessThan(error);
    expect(error).toBeLessThan(1e-6 * (1 + Math.abs(slope)));
  },
);

describe("of float32 where 1/x would overflow", () => {
  const single = referenceBackend();
  const gradient = async (fn: Fn, x: readonly number[]): Promise<number[]> =>
    Array.from(
      await (await evaluate(grad((at: Tensor) => sum(fn(at)))(tensor(x)), { backend: single })).data(),
    );

  test("the entropy of probabilities, one of them e⁻⁹⁰", async () => {
    const entropy: Fn = (x) => {
      const p = softmax(x);
      return neg(mul(p, log(p)));
    };
    const [first, second] = await gradient(entropy, [0, -90]);
    expect(first).toBeCloseTo(0);
    expect(second! / (90 * Math.exp(-90))).toBeCloseTo(1, 5);
  });

  test("a power of 0", async () => {
    expect(await gradient((x) => pow(x, tensor([0])), [1e-39, -1e-39, 0, 2])).toEqual([0, 0, 0, 0]);
  });
});

/** Sigmoid and its derivatives, for numbers. */
const logistic = (x: number): readonly [number, number, number, number] => {
  const s = 1 / (1 + Math.exp(-x));
  const first = s * (1 - s);
  return [s, first, first * (1 - 2 * s), first * (1 - 6 * first)];
};
/** The normal density, for numbers. */
const bell = (x: number): number => Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);

describe("third derivatives are exact", () => {
  const third = (fn: Fn): Fn => grad((a: Tensor) => grad((b: Tensor) => grad(fn)(b))(a));
  test.each<readonly [string, Fn, (x: number) => number]>([
    ["sin", sin, (x) => -Math.cos(x)],
    ["exp", exp, Math.exp],
    ["log", log, (x) => 2 / x ** 3],
    ["x⁵", (x) => pow(x, 5), (x) => 60 * x ** 2],
    ["1/x", (x) => div(1, x), (x) => -6 / x ** 4],
    ["√x", sqrt, (x) => (3 / 8) * x ** -2.5],
    ["tanh", tanh, (x) => -2 * (1 - Math.tanh(x) ** 2) * (1 - 3 * Math.tanh(x) ** 2)],
    ["erf", erf, (x) => (2 / Math.sqrt(Math.PI)) * (4 * x * x - 2) * Math.exp(-x * x)],
    ["silu", silu, (x) => 3 * logistic(x)[2] + x * logistic(x)[3]],
    ["gelu", gelu, (x) => bell(x) * (x ** 3 - 4 * x)],
  ])("of %s", async (_, fn, exact) => {
    for (const at of [0.3, 0.7, 1.9]) {
      const [value] = await values(third(fn)(tensor(at, [], "float64")));
      expect(value).toBeCloseTo(exact(at), 10);
    }
  });

  test("of powers at zero, where a naive rule has 0 · ∞", async () => {
    const zero = tensor(0, [], "float64");
    for (const [power, expected] of [
      [1, 0],
      [2, 0],
      [3, 6],
      [4, 0],
    ] as const)
      expect(await values(third((x) => pow(x, power))(zero))).toEqual([expected]);
    expect(await values(grad((x: Tensor) => pow(x, 0))(zero))).toEqual([0]);
    expect(await values(grad((x: Tensor) => pow(x, 0.5))(zero))).toEqual([Number.POSITIVE_INFINITY]);
  });
});
