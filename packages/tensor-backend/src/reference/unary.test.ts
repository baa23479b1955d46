import { describe, expect, test } from "vitest";
import type { UnaryName } from "../primitives.js";
import { apply, host, valuesOf } from "../testing/apply-primitive.js";

/** [x, f(x)], the nearest double of 600 digits computed by mpmath 1.3. */
const truth: { readonly [P in UnaryName]?: readonly (readonly [number, number])[] } = {
  exp: [
    [-700.0, 9.85967654375977e-305],
    [-20.5, 1.2501528663867426e-9],
    [-1e-9, 0.999999999],
    [0.1, 1.1051709180756477],
    [1.0, Math.E],
    [10.25, 28282.541920334977],
    [88.5, 2.7230878250681117e38],
    [700.0, 1.0142320547350045e304],
  ],
  expm1: [
    [-40.0, -1.0],
    [-1.0, -0.6321205588285577],
    [-1e-5, -9.999950000166666e-6],
    [1e-16, 1e-16],
    [1e-5, 1.0000050000166668e-5],
    [0.3, 0.3498588075760031],
    [2.0, 6.38905609893065],
    [50.0, 5.184705528587072e21],
  ],
  log: [
    [1e-310, -713.8013788281542],
    [1e-40, -92.10340371976183],
    [0.2, -1.6094379124341003],
    [0.9999999, -1.0000000494736474e-7],
    [1.0000001, 9.999999505838704e-8],
    [2.0, Math.LN2],
    [10.0, Math.LN10],
    [1e300, 690.7755278982137],
  ],
  log1p: [
    [-0.999999, -13.815510557935518],
    [-0.5, -Math.LN2],
    [-1e-12, -1.0000000000005e-12],
    [1e-20, 1e-20],
    [1e-8, 9.999999950000001e-9],
    [0.5, 0.4054651081081644],
    [3.0, 1.3862943611198906],
    [10000000000.0, 23.025850930040455],
  ],
  sin: [
    [-100.0, 0.5063656411097588],
    [-3.0, -0.1411200080598672],
    [-1e-8, -1e-8],
    [0.1, 0.09983341664682815],
    [1.0, 0.8414709848078965],
    [Math.PI, 1.2246467991473532e-16],
    [22.0, -0.008851309290403876],
    [1000000.0, -0.34999350217129294],
  ],
  cos: [
    [-100.0, 0.8623188722876839],
    [-3.0, -0.9899924966004454],
    [-0.0001, 0.999999995],
    [0.1, 0.9950041652780258],
    [1.0, 0.5403023058681398],
    [Math.PI / 2, 6.123233995736766e-17],
    [22.0, -0.9999608263946371],
    [1000000.0, 0.9367521275331447],
  ],
  tanh: [
    [-20.0, -1.0],
    [-3.0, -0.9950547536867305],
    [-0.5, -0.46211715726000974],
    [-1e-10, -1e-10],
    [0.1, 0.09966799462495582],
    [0.55, 0.5005202111902353],
    [1.0, 0.7615941559557649],
    [9.0, 0.999999969540041],
  ],
  sigmoid: [
    [-700.0, 9.85967654375977e-305],
    [-100.0, 3.720075976020836e-44],
    [-36.0, 2.3195228302435686e-16],
    [-5.0, 0.0066928509242848554],
    [-0.1, 0.47502081252106],
    [0.1, 0.52497918747894],
    [3.0, 0.9525741268224333],
    [40.0, 1.0],
  ],
  softplus: [
    [-700.0, 9.85967654375977e-305],
    [-100.0, 3.720075976020836e-44],
    [-20.0, 2.061153620314381e-9],
    [-1.0, 0.3132616875182228],
    [0.1, 0.7443966600735709],
    [1.0, 1.3132616875182228],
    [20.0, 20.000000002061153],
    [100.0, 100.0],
  ],
  erf: [
    [-5.5, -0.9999999999999927],
    [-3.0, -0.9999779095030014],
    [-1.1, -0.8802050695740817],
    [-0.5, -0.5204998778130465],
    [1e-20, 1.1283791670955125e-20],
    [0.84, 0.7651427114549945],
    [2.0, 0.9953222650189527],
    [4.0, 0.9999999845827421],
  ],
  sqrt: [
    [1e-320, 9.99994433575849e-161],
    [1e-10, 1e-5],
    [0.1, 0.31622776601683794],
    [2.0, Math.SQRT2],
    [3.0, 1.7320508075688772],
    [10.0, 3.1622776601683795],
    [10000000000.0, 100000.0],
    [1e300, 1e150],
  ],
  rsqrt: [
    [1e-320, 1.0000055664551363e160],
    [1e-10, 100000.0],
    [0.1, 3.162277660168379],
    [2.0, Math.SQRT1_2],
    [3.0, 0.5773502691896257],
    [10.0, 0.31622776601683794],
    [10000000000.0, 1e-5],
    [1e300, 1e-150],
  ],
};

const special = [Number.NEGATIVE_INFINITY, -0, 0, Number.POSITIVE_INFINITY, Number.NaN];
const { POSITIVE_INFINITY: inf, NaN: nan } = Number;

/** What each function makes of −∞, −0, 0, ∞, NaN. */
const limits: { readonly [P in UnaryName]: readonly number[] } = {
  neg: [inf, 0, -0, -inf, nan],
  abs: [inf, 0, 0, inf, nan],
  sign: [-1, -0, 0, 1, nan],
  floor: [-inf, -0, 0, inf, nan],
  sqrt: [nan, -0, 0, inf, nan],
  rsqrt: [nan, -inf, inf, 0, nan],
  exp: [0, 1, 1, inf, nan],
  expm1: [-1, -0, 0, inf, nan],
  log: [nan, -inf, -inf, inf, nan],
  log1p: [nan, -0, 0, inf, nan],
  sin: [nan, -0, 0, nan, nan],
  cos: [nan, 1, 1, nan, nan],
  tanh: [-1, -0, 0, 1, nan],
  sigmoid: [0, 0.5, 0.5, 1, nan],
  softplus: [0, Math.LN2, Math.LN2, inf, nan],
  erf: [-1, -0, 0, 1, nan],
};

/** Distance to the next double or float. */
function unit(value: number, precision: number, smallest: number): number {
  const exponent = value === 0 ? -2000 : Math.floor(Math.log2(Math.abs(value)));
  return Math.max(2 ** (exponent - precision), smallest);
}

describe.each(Object.entries(truth) as [UnaryName, readonly (readonly [number, number])[]][])(
  "%s",
  (name, rows) => {
    test("is within 2 units in the last place in float64", async () => {
      const y = await valuesOf(apply(name, [host(rows.map(([x]) => x))], [rows.length], {}));
      rows.forEach(([, value], i) => {
        expect(Math.abs(y[i]! - value)).toBeLessThanOrEqual(2 * unit(value, 52, 2 ** -1074));
      });
    });

    test("is the rounded double in float32", async () => {
      const x = host(
        rows.map(([value]) => value),
        [rows.length],
        "float32",
      );
      const single = await valuesOf(apply(name, [x], [rows.length], {}));
      const double = await valuesOf(apply(name, [host([...x.values])], [rows.length], {}));
      expect(single).toEqual(double.map(Math.fround));
    });
  },
);

test.each(Object.entries(limits) as [UnaryName, readonly number[]][])(
  "%s of −∞, −0, 0, ∞ and NaN",
  async (name, expected) => {
    for (const dtype of ["float64", "float32"] as const) {
      const y = await valuesOf(apply(name, [host(special, [5], dtype)], [5], {}));
      expect(y).toEqual(dtype === "float32" ? expected.map(Math.fround) : expected);
    }
  },
);

test("neg, abs and sign of integers, where −2³¹ wraps", async () => {
  const x = host([-2147483648, -3, 0, 7], [4], "int32");
  expect(await valuesOf(apply("neg", [x], [4], {}))).toEqual([-2147483648, 3, 0, -7]);
  expect(await valuesOf(apply("abs", [x], [4], {}))).toEqual([-2147483648, 3, 0, 7]);
  expect(await valuesOf(apply("sign", [x], [4], {}))).toEqual([-1, -1, 0, 1]);
});

test("isFinite tells numbers from infinities and NaN, also of large and subnormal ones", async () => {
  const x = host([...special, 1.7e308, 5e-324]);
  const y = await apply("isFinite", [x], [7], {}, "bool");
  expect(y.values).toEqual(Uint8Array.of(0, 1, 1, 0, 0, 1, 1));
});

test("logicalNot turns bools round", async () => {
  expect(await valuesOf(apply("logicalNot", [host([1, 0], [2], "bool")], [2], {}))).toEqual([0, 1]);
});

test.each(Object.keys(limits) as UnaryName[])("%s keeps a shape without elements", async (name) => {
  const y = await apply(name, [host([], [2, 0, 3])], [2, 0, 3], {});
  expect(y).toEqual({ shape: [2, 0, 3], dtype: "float64", values: new Float64Array(0) });
});
