import {
  add,
  concat,
  div,
  erf,
  evaluate,
  exp,
  expm1,
  key,
  log1p,
  matmul,
  max,
  mean,
  mul,
  normal,
  pow,
  softplus,
  sum,
  type Tensor,
  tensor,
  zeros,
} from "@nami/tensor-backend";
import { afterAll, describe, expect, test } from "vitest";
import { onnxBackend } from "../index.js";

describe.each(["cpu", "wasm"] as const)("on %s", (provider) => {
  const backend = onnxBackend({ executionProviders: [provider] });
  afterAll(() => backend.dispose());
  const values = async (x: Tensor): Promise<number[]> =>
    Array.from(await (await evaluate(x, { backend })).data());
  const double = (list: readonly number[]): Tensor => tensor(list, [list.length], "float64");
  const whole = (list: readonly number[]): Tensor => tensor(list, [list.length], "int32");

  test("erf in double precision has the digits of the tables", async () => {
    // Abramowitz & Stegun, table 7.1, with further digits from arithmetic of 50.
    const known: readonly (readonly [number, number])[] = [
      [1e-20, 1.1283791670955127e-20],
      [0.1, 0.1124629160182849],
      [0.5, 0.5204998778130465],
      [1, 0.8427007929497149],
      [1.5, 0.9661051464753108],
      [2, 0.9953222650189527],
      [2.5, 0.999593047982555],
      [3, 0.9999779095030014],
      [5, 0.9999999999984626],
      [8, 1],
      [Number.POSITIVE_INFINITY, 1],
    ];
    const got = await values(erf(double(known.map(([x]) => x))));
    const negative = await values(erf(double(known.map(([x]) => -x))));
    for (const [i, [, want]] of known.entries()) {
      expect(Math.abs(got[i]! - want)).toBeLessThanOrEqual(4 * 2 ** -52 * want);
      expect(negative[i]).toBe(-got[i]!);
    }
    expect(await values(erf(double([Number.NaN, 0])))).toEqual([Number.NaN, 0]);
  });

  test("quotients of integers are cut towards zero, and nothing traps", async () => {
    const least = -(2 ** 31);
    const quotients = div(whole([7, -7, 7, -7, 5, least, least, 0]), whole([2, 2, -2, -2, 0, -1, 1, 0]));
    expect(await values(quotients)).toEqual([3, -3, -3, 3, 0, least, least, 0]);
  });

  test("powers of integers are exact in their low 32 bits", async () => {
    const bases = [3, -3, 2, 2, 7, 0, 0, 1, -1, -1, 2, 46341];
    const exponents = [4, 3, 30, 32, 0, 0, 5, -4, -3, -2, -1, 2];
    const wanted = bases.map((base, i) => {
      const exponent = exponents[i]!;
      return exponent < 0
        ? Math.trunc(base ** exponent)
        : Number(BigInt.asIntN(32, BigInt(base) ** BigInt(exponent)));
    });
    expect(await values(pow(whole(bases), whole(exponents)))).toEqual(wanted);
  });

  test("expm1, log1p and softplus keep small numbers in both precisions", async () => {
    for (const dtype of ["float32", "float64"] as const) {
      const epsilon = dtype === "float32" ? 2 ** -23 : 2 ** -52;
      for (const x of [1e-30, -1e-12, 1e-5, 0.3, -0.7, 2]) {
        const one = tensor([x], [1], dtype);
        const [a, b, c] = [
          (await values(expm1(one)))[0]!,
          (await values(log1p(one)))[0]!,
          (await values(softplus(mul(one, -20))))[0]!,
        ];
        const rounded = dtype === "float32" ? Math.fround(x) : x;
        expect(Math.abs(a / Math.expm1(rounded) - 1)).toBeLessThan(8 * epsilon);
        expect(Math.abs(b / Math.log1p(rounded) - 1)).toBeLessThan(8 * epsilon);
        const z = dtype === "float32" ? Math.fround(-20 * rounded) : -20 * rounded;
        expect(Math.abs(c / (Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)))) - 1)).toBeLessThan(
          8 * epsilon,
        );
      }
    }
    expect(await values(log1p(tensor([-1, Number.POSITIVE_INFINITY])))).toEqual([
      Number.NEGATIVE_INFINITY,
      Number.POSITIVE_INFINITY,
    ]);
    expect(await values(expm1(tensor([-200, 200])))).toEqual([-1, Number.POSITIVE_INFINITY]);
  });

  test("sums over rows are the same by the runtime's sum and as products", async () => {
    // From 64 rows on the sum is a product; n terms err by at most n·ε·Σ|x|.
    for (const rows of [63, 64, 1000]) {
      const x = normal(key(rows), [rows, 5]);
      const host = await x.data();
      const got = await values(sum(x, { axis: 0 }));
      for (let column = 0; column < 5; column++) {
        let [total, size] = [0, 0];
        for (let row = 0; row < rows; row++) {
          total += host[row * 5 + column]!;
          size += Math.abs(host[row * 5 + column]!);
        }
        expect(Math.abs(got[column]! - total)).toBeLessThan(rows * 2 ** -23 * size);
      }
    }
  });

  test("what is made of nothing is 0, −∞, NaN or empty", async () => {
    const none = zeros([0, 3]);
    expect(await values(sum(none, { axis: 0 }))).toEqual([0, 0, 0]);
    expect(await values(max(none, { axis: 0 }))).toEqual([0, 0, 0].map(() => Number.NEGATIVE_INFINITY));
    expect(await values(mean(none, { axis: 0 }))).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect(await values(matmul(zeros([2, 0]), none))).toEqual([0, 0, 0, 0, 0, 0]);
    expect(await values(exp(add(none, 1)))).toEqual([]);
    expect(await values(concat([none, tensor([[1, 2, 3]])], 0))).toEqual([1, 2, 3]);
  });
});
