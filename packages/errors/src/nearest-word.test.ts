import { describe, expect, test } from "vitest";
import { editDistance, nearestWord } from "./nearest-word.js";

describe("editDistance", () => {
  test("counts letters that are replaced, left out, put in or swapped", () => {
    expect(editDistance("steps", "steps")).toBe(0);
    expect(editDistance("stpes", "steps")).toBe(1);
    expect(editDistance("step", "steps")).toBe(1);
    expect(editDistance("kitten", "sitting")).toBe(3);
    expect(editDistance("", "abc")).toBe(3);
  });
});

describe("nearestWord", () => {
  test("does not mind case, hyphens and underscores", () => {
    expect(nearestWord("batch_size", ["steps", "batchSize"])).toBe("batchSize");
    expect(nearestWord("Learning-Rate", ["learningRate"])).toBe("learningRate");
  });

  test("knows a word by the part after or before its colon", () => {
    const known = ["tfjs:wasm", "tfjs:cpu", "reference:float32"];
    expect(["wasm", "WASM", "cpu", "reference"].map((word) => nearestWord(word, known))).toEqual([
      "tfjs:wasm",
      "tfjs:wasm",
      "tfjs:cpu",
      "reference:float32",
    ]);
    expect(nearestWord("cuda", known)).toBeUndefined();
  });

  test("suggests nothing that is far", () => {
    expect(nearestWord("zebra", ["steps", "batchSize"])).toBeUndefined();
    expect(nearestWord("x", [])).toBeUndefined();
  });
});
