import { expect, test } from "vitest";
import { paceText, plannedPairs } from "./pace.js";

test.each([
  ["training", 300, 256, ""],
  ["training", 0, 256, ""],
  ["training", 0, 4096, "The first step: the plan of 4,096 pairs …"],
  ["training", 0.4, 4096, "A step takes about 3 s: the plan of 4,096 pairs."],
  ["training", 0.8, 0, "A step takes about 1.3 s."],
  ["pausing", 0, 4096, "Training pauses after the first step."],
  ["pausing", 0.4, 4096, "Training pauses after this step, which takes about 3 s."],
  ["pausing", 300, 256, ""],
  ["paused", 0.4, 4096, ""],
])("%s at %f steps a second with %i pairs: %s", (phase, rate, pairs, text) => {
  expect(paceText(phase, rate, pairs)).toBe(text);
});

test("independent pairs need no plan", () => {
  expect(plannedPairs({ coupling: "independent", batchSize: 64 })).toBe(0);
  expect(plannedPairs({ coupling: "stable", batchSize: 64 })).toBe(64);
});
