import { expect, test } from "vitest";
import { averages } from "./loss-curve.js";

const record = (values: readonly number[]) => ({ count: values.length, values: Float32Array.from(values) });

test("means of losses are those of their windows", () => {
  const values = Array.from({ length: 400 }, (_, i) => i % 7);
  const means = averages(record(values));
  expect(means[2]).toBeCloseTo(1, 12);
  for (const end of [19, 20, 39, 40, 41, 399]) {
    const part = values.slice(end - 19, end + 1);
    expect(means[end]).toBeCloseTo(part.reduce((a, b) => a + b) / 20, 12);
  }
});

test("a loss that is huge or no number does not spoil the means after it", () => {
  const values = Array.from({ length: 200 }, () => 1);
  [values[30], values[60], values[90]] = [1e30, Number.NaN, Number.POSITIVE_INFINITY];
  const means = averages(record(values));
  expect([means[29], means[60], means[90], means[199]]).toEqual([1, 1, 1, 1]);
  expect(averages(record([Number.NaN, 2]))).toEqual(Float64Array.of(Number.NaN, 2));
});
