import { OptionError } from "@nami/errors";
import { expect, test } from "vitest";
import {
  brownianTree,
  foldIn,
  key,
  normal,
  normalDraws,
  permutation,
  rademacher,
  randint,
  uniform,
} from "./index.js";

/** Options with a key too many, as a caller without types may pass them. */
const stray = (options: object = {}): never => ({ ...options, fristRow: 1 }) as never;

test.each<[string, () => unknown]>([
  ["normal", () => normal(key(0), [2], stray())],
  ["uniform", () => uniform(key(0), [2], stray())],
  ["rademacher", () => rademacher(key(0), [2], stray())],
  ["randint", () => randint(key(0), [2], stray({ high: 3 }))],
  ["permutation", () => permutation(key(0), 4, stray())],
  ["brownianTree", () => brownianTree(key(0), stray())],
])("%s refuses an option that nobody reads", (name, call) => {
  expect(call).toThrow(OptionError);
  expect(call).toThrow(new RegExp(`^${name}: options must be among .*, got fristRow\\. `));
});

test("Options that are missing, or meant otherwise, are named", () => {
  expect(() => randint(key(0), [2], undefined as never)).toThrow(
    "randint: options must be a record, got nothing. Pass { low, high, firstRow }.",
  );
  expect(() => normal(key(0), [2], stray())).toThrow("Did you mean firstRow?");
});

test("Draws one after another are those of normal, of keys folded from the first", () => {
  const draws = normalDraws(key(3));
  expect(() => draws.draw(0, 1.5, 2)).toThrow("normalDraws: shape must be an array of non-negative integers");
  expect(draws.draw(1, 3, 2)).toEqual(normal(foldIn(key(3), 1), [3, 2], { dtype: "float64" }));
});
