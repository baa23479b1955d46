import { OptionError, ShapeError } from "@nami/errors";
import { key, tensor } from "@nami/tensor-backend";
import { expect, test } from "vitest";
import { gaussianMixture, standardNormal } from "./index.js";

const wrong = (value: unknown): never => value as never;

test("a shape that is no array is refused by name", () => {
  expect(() => standardNormal(wrong(2))).toThrow(
    new OptionError("standardNormal: eventShape must be an array, got 2. Pass for example [2]."),
  );
  const mixture = gaussianMixture({ weights: [1], means: [[0, 0]], variances: [1] });
  for (const distribution of [standardNormal([2]), mixture])
    expect(() => distribution.sample(wrong(3), { key: key(0) })).toThrow(
      new OptionError("sample: shape must be an array, got 3. Pass for example [3]."),
    );
});

test("variances by axis may be as different as numbers can be; those of a covariance only as far as they are known", () => {
  const { logProb } = gaussianMixture({ weights: [1], means: [[0, 0]], variances: [[1, 1e-16]] });
  expect(logProb(tensor([[0, 0]])).shape).toEqual([1]);
  const covariance = [[1, 1], [1, 1]]; // biome-ignore format: a matrix
  expect(() => gaussianMixture({ weights: [1], means: [[0, 0]], variances: [covariance] })).toThrow(
    "variances must be positive and finite (covariances positive definite)",
  );
});

test("parameters of a mixture that are no lists of numbers are explained", () => {
  const good = { weights: [1, 1], means: [[0, 0], [1, 1]], variances: [1, 1] }; // biome-ignore format: a table
  expect(() =>
    gaussianMixture({
      ...good,
      means: wrong(
        tensor([
          [0, 0],
          [1, 1],
        ]),
      ),
    }),
  ).toThrow(
    // biome-ignore format: a table
    new OptionError(
      "gaussianMixture: means must be lists of numbers, got Tensor(float32[2, 2]). Pass plain arrays; the values of a Tensor are [...(await x.data())].",
    ),
  );
  expect(() => gaussianMixture({ ...good, weights: wrong(tensor([1, 1])) })).toThrow(
    "gaussianMixture: weights must be a list of numbers, got Tensor(float32[2]).",
  );
  expect(() => gaussianMixture({ ...good, variances: [[1, 1, 1], 1] })).toThrow(
    // biome-ignore format: a table
    new ShapeError(
      "gaussianMixture: a variance must be a number, 2 numbers or a 2 × 2 matrix, got [1,1,1]. Pass a number for the same variance in every direction.",
    ),
  );
});
