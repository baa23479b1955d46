import { describe, expect, test } from "vitest";
import { quickstartNetwork } from "../tasks/task.js";
import { operationsOf } from "./peak.js";
import { samplingTask } from "./sampling.js";

describe("operationsOf", () => {
  test("counts 2mkn for a product", () => {
    expect(operationsOf({ kind: "matrix-product", size: 2048 })).toBe(2 * 2048 ** 3);
  });

  test("counts forward, weight gradients and all input gradients but the first in a training step", () => {
    const [weights, first] = [3 * 128 + 2 * 128 ** 2 + 128 * 2, 3 * 128];
    const step = 2 * 4096 * (3 * weights - first);
    expect(operationsOf({ kind: "train", network: quickstartNetwork, batch: 4096 })).toBe(10 * step);
  });

  test("counts four evaluations for each step of RK4", () => {
    expect(operationsOf(samplingTask(2_000))).toBe(4 * 100 * 2_000 * 2 * 33_408);
  });
});
