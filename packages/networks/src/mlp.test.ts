import {
  grad,
  key,
  normal,
  square,
  sum,
  type Tensor,
  tanh,
  tensor,
  treeLeaves,
  zeros,
} from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { type Activation, type ActivationName, type MlpOptions, mlp } from "./index.js";
import { differences, distance, valuesOf } from "./testing/reference.js";

const count = (options: MlpOptions): number =>
  treeLeaves(mlp(options).init(key(0))).reduce((total, { size }) => total + size, 0);
const small = (activation: Activation) => mlp({ inputs: 2, outputs: 2, hidden: 4, layers: 2, activation });

describe("mlp", () => {
  test("has 33,794 parameters for 3 → 128 → 128 → 128 → 2", () => {
    expect(count({ inputs: 3, outputs: 2 })).toBe(33_794);
  });

  test("has Σ (inputs + 1) outputs parameters", () => {
    expect(count({ inputs: 5, outputs: 3, hidden: 7, layers: 1 })).toBe(6 * 7 + 8 * 3);
    expect(count({ inputs: 5, outputs: 3, hidden: 7, layers: 4 })).toBe(6 * 7 + 3 * 8 * 7 + 8 * 3);
  });

  test("equals loops over its own parameters", async () => {
    const network = mlp({ inputs: 3, outputs: 2, hidden: 5, layers: 2 });
    const params = network.init(key(1), { dtype: "float64" });
    const x = [0.3, -1.2, 2];
    let h = x;
    for (const [i, { weight, bias }] of params.layers.entries()) {
      const [w, b] = [await valuesOf(weight), await valuesOf(bias)];
      const input = i === 0 ? h : h.map((value) => value / (1 + Math.exp(-value)));
      h = b.map((start, column) =>
        input.reduce((total, value, row) => total + value * w[row * b.length + column]!, start),
      );
    }
    expect(distance(await valuesOf(network.apply(params, tensor(x, [3], "float64"))), h)).toBeLessThan(1e-15);
  });

  test.each([[[]], [[5]], [[4, 5]], [[2, 1, 3]], [[0]]])("keeps the batch axes [%s]", (batch) => {
    const network = small("silu");
    expect(network.apply(network.init(key(0)), zeros([...batch, 2])).shape).toEqual([...batch, 2]);
  });

  test("gives each row of a batch what it gives the row alone", async () => {
    const network = small("tanh");
    const params = network.init(key(2));
    const x = normal(key(3), [6, 2]);
    const together = await valuesOf(network.apply(params, x));
    const rows = await valuesOf(x);
    for (let i = 0; i < 6; i++)
      expect(await valuesOf(network.apply(params, tensor(rows.slice(2 * i, 2 * i + 2))))).toEqual(
        together.slice(2 * i, 2 * i + 2),
      );
  });

  test("has no nonlinearity after the last map", async () => {
    const network = mlp({ inputs: 1, outputs: 1, hidden: 8, layers: 1, activation: "sigmoid" });
    const params = network.init(key(4), { dtype: "float64" });
    const scaled = {
      layers: [params.layers[0]!, { weight: tensor(new Array(8).fill([100])), bias: tensor([0]) }],
    };
    expect(Math.abs((await valuesOf(network.apply(scaled, tensor([0.5]))))[0]!)).toBeGreaterThan(100);
  });

  test.each(["elu", "gelu", "selu", "sigmoid", "silu", "sin", "softplus", "tanh"] satisfies ActivationName[])(
    "with %s has the gradients of finite differences",
    async (activation) => {
      const network = small(activation);
      const params = network.init(key(5), { dtype: "float64" });
      const x = normal(key(6), [3, 2], { dtype: "float64" });
      const loss = (layers: typeof params.layers, at: Tensor) => sum(square(network.apply({ layers }, at)));
      const gradients = grad((p: typeof params) => loss(p.layers, x))(params);
      for (const [i, layer] of params.layers.entries())
        for (const name of ["weight", "bias"] as const) {
          const moved = (value: Tensor) => loss(params.layers.with(i, { ...layer, [name]: value }), x);
          // Extrapolated differences: h⁴ f⁽⁵⁾ / 480 and rounding 2⁻⁵² f / h.
          const found = await differences(moved, layer[name]);
          expect(distance(await valuesOf(gradients.layers[i]![name]), found), `${name} ${i}`).toBeLessThan(
            1e-10,
          );
        }
    },
  );

  test("draws every layer from a key of its own, deterministically", async () => {
    const network = mlp({ inputs: 4, outputs: 4, hidden: 4, layers: 2 });
    const draw = async () => Promise.all(treeLeaves(network.init(key(7))).map(valuesOf));
    const leaves = await draw();
    expect(await draw()).toEqual(leaves);
    expect(new Set(leaves.map(String)).size).toBe(leaves.length);
  });

  test("draws every parameter in the dtype that is asked for", () => {
    const dtypes = treeLeaves(small("silu").init(key(0), { dtype: "float64" })).map(({ dtype }) => dtype);
    expect(new Set(dtypes)).toEqual(new Set(["float64"]));
  });

  test("takes a function as its activation", async () => {
    const params = small("tanh").init(key(8));
    const x = normal(key(9), [3, 2]);
    const own = (h: Tensor): Tensor => tanh(h);
    expect(await valuesOf(small(own).apply(params, x))).toEqual(
      await valuesOf(small("tanh").apply(params, x)),
    );
  });

  test.each(["inputs", "outputs", "hidden", "layers"] as const)(
    "refuses %s that are not a positive integer",
    (name) => {
      for (const value of [0, -1, 2.5, Number.NaN])
        expect(() => mlp({ inputs: 1, outputs: 1, [name]: value })).toThrow(
          `mlp: ${name} must be a positive integer, got ${value}. Pass 1 or more.`,
        );
    },
  );

  test("refuses parameters of another width", () => {
    const params = mlp({ inputs: 2, outputs: 3, hidden: 5 }).init(key(0));
    expect(() => mlp({ inputs: 2, outputs: 4, hidden: 5 }).apply(params, zeros([1, 2]))).toThrow(
      "mlp: the weight of layer 3 must be [5, 4], got [5, 3].",
    );
  });

  test("refuses an activation that it does not know", () => {
    expect(() => small("swish" as ActivationName)).toThrow(
      /^activationFunction: the name must be one of .*, got "swish"/,
    );
  });
});
