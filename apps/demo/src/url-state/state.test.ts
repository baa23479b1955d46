import { describe, expect, test } from "vitest";
import { choice, flag, integer, points, real, some } from "./field.js";
import { readState, writeState } from "./state.js";

const fields = {
  target: choice(["moons", "rings"], "moons"),
  rate: real({ initial: 0.01, min: 1e-5, max: 1 }),
  seed: integer({ initial: 0, min: 0, max: 99 }),
  shown: flag(true),
  curves: some(["a", "b", "c"], ["a", "c"]),
  modes: points([{ x: 0, y: 1 }], 3),
};
const read = (text: string) => readState(fields, new URLSearchParams(text));

describe("the state of a page in its address", () => {
  test("comes back from what was written, and leaves out what has its initial value", () => {
    const state = {
      target: "rings",
      rate: 0.003,
      seed: 7,
      shown: false,
      curves: [],
      modes: [
        { x: -1.25, y: 0.5 },
        { x: 2, y: 0 },
      ],
    } as const;
    expect(readState(fields, writeState(fields, state))).toEqual(state);
    expect(writeState(fields, read("")).toString()).toBe("");
  });

  test.each([
    "target=<script>",
    "target=__proto__",
    "rate=",
    "rate=NaN",
    "rate=2",
    "rate=Infinity",
    "seed=1.5",
    "seed=-1",
    "seed=0x10g",
    "shown=yes",
    "curves=a.d",
    "curves=",
    "curves=a.b.c.a.b.c.a",
    "modes=1",
    "modes=1,2,3",
    "modes=1,2;",
    "modes=1e9,0",
    "modes=0,0;0,0;0,0;0,0",
    "constructor=1",
  ])("takes what is no value for nothing: %s", (text) => {
    expect(read(text)).toEqual(read(""));
  });
});
