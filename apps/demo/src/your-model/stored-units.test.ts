import { DataError } from "@nami/errors";
import { expect, test } from "vitest";
import { modelFacts, modelOfRun } from "../takeaway/model-facts.js";
import { inFlow, inUnits } from "../uploads/units.js";
import { tinySettings } from "../worker/tiny-settings.fixture.js";
import { storedUnits } from "./stored-units.js";

const units = { mean: [1e6, -0.5], scale: 2e-3 } as const;

test("units are those that the page has written, and none where it has written none", () => {
  const settings = {
    ...tinySettings,
    target: { kind: "rows", values: new Float32Array(2), units },
  } as const;
  expect(storedUnits(new Map(Object.entries(modelFacts(modelOfRun(settings, 1)))), 2)).toEqual(units);
  expect(storedUnits(new Map(Object.entries(modelFacts(modelOfRun(tinySettings, 1)))), 2)).toBeUndefined();
});

test("points go to the flow and back", () => {
  const points = Float64Array.of(1e6 + 0.001, -0.501, 1e6, 0);
  const rows = inFlow(points, units);
  expect(Array.from(rows)).toEqual([0.5, -0.5, 0, 250].map((value) => expect.closeTo(value, 5)));
  expect(Array.from(inUnits(rows, units))).toEqual(Array.from(points, (value) => expect.closeTo(value, 8)));
});

test.each([
  ["[1, 2]", undefined],
  [undefined, "1"],
  ["[1]", "1"],
  ['["a", 2]', "1"],
  ["[1, null]", "1"],
  ["[1e999, 0]", "1"],
  ["{}", "1"],
  ["[1, 2", "1"],
  ["[1, 2]", "0"],
  ["[1, 2]", "-3"],
  ["[1, 2]", "Infinity"],
  ["[1, 2]", "<b>"],
])("a mean of %s with a scale of %s is refused", (mean, scale) => {
  const words = new Map([
    ...(mean === undefined ? [] : [["mean", mean] as const]),
    ...(scale === undefined ? [] : [["scale", scale] as const]),
  ]);
  expect(() => storedUnits(words, 2)).toThrow(DataError);
});

test("units of a model that is not of the plane are refused", () => {
  expect(() => storedUnits(new Map(Object.entries({ mean: "[1, 2]", scale: "1" })), 3)).toThrow(DataError);
});
