import { describe, expect, test } from "vitest";
import { type Fields, readState, writeState } from "../url-state/state.js";
import { playgroundFields } from "./playground/state.js";
import { yourModelFields } from "./your-model/state.js";

/** Texts of an address, whole numbers and fractions among them: each field takes those that are values of it. */
const texts = [
  ...["0", "1", "2", "0.003", "0.25", "17", "100", "500", "1000", "4096", "999999", "1,2;-3.25,0.5", ""],
  ...["moons", "pinwheel", "mixture", "ring", "vp", "sinkhorn", "sgd", "tanh", "dopri5", "onnx", "webgl"],
];
const hostile = [
  "<script>alert(1)</script>",
  "__proto__",
  "constructor",
  "NaN",
  "1e999",
  "-1",
  "\u0000",
  "A".repeat(1e5),
];

describe.each<[string, Fields]>([
  ["playground", playgroundFields],
  ["your-model", yourModelFields],
])("the address of %s", (_, fields) => {
  test.each(Object.keys(fields))("tells %s, and nothing that is no value of it", (name) => {
    const field = fields[name]!;
    const values = texts.map((text) => field.read(text)).filter((value) => value !== undefined);
    expect(values.length).toBeGreaterThan(0);
    for (const value of values) {
      const state = { ...readState(fields, new URLSearchParams()), [name]: value };
      const address = writeState(fields, state).toString();
      expect(readState(fields, new URLSearchParams(address))).toEqual(state);
    }
    for (const text of hostile) expect(field.read(text)).toBeUndefined();
  });
});
