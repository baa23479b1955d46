import { compile, referenceBackend, type Tensor, tensor } from "@nami/tensor-backend";
import { expect, test } from "vitest";
import { ema } from "./ema.js";

/** Averages of the values 1, 4, 9, … n² after a start at 1000. */
const averages = async (decay: number, steps: number): Promise<number[]> => {
  const { init, update } = ema({ decay });
  const backend = referenceBackend({ dtype: "float64" });
  const advance = compile((mean: Tensor, value: Tensor, n: Tensor): Tensor => update(mean, value, n), {
    backend,
  });
  let mean = init(tensor(1000, [], "float64"));
  const found: number[] = [];
  for (let n = 1; n <= steps; n++) {
    mean = await advance(mean, tensor(n * n, [], "float64"), n);
    found.push(await mean.item());
  }
  return found;
};

test.for([0, 0.5, 0.99, 0.9999])(
  "an average with decay %s weights steps by powers of it, and the start by nothing",
  async (decay) => {
    const found = await averages(decay, 12);
    found.forEach((mean, i) => {
      let [total, weights] = [0, 0];
      for (let k = 1; k <= i + 1; k++) {
        total += decay ** (i + 1 - k) * k * k;
        weights += decay ** (i + 1 - k);
      }
      expect(mean).toBeCloseTo(total / weights, 9);
    });
  },
);

test("an average begins at the parameters themselves", () => {
  const params = [tensor([1])];
  expect(ema({ decay: 0.9 }).init(params)).toBe(params);
});

test("a decay of 1 is refused", () => {
  expect(() => ema({ decay: 1 })).toThrow(
    "ema: decay must lie in [0, 1), got 1. Pass the share that a step keeps, such as 0.9.",
  );
});
