import { OptionError } from "@nami/errors";
import { expect, test } from "vitest";
import {
  edmSchedule,
  karrasSchedule,
  linearSchedule,
  nicholCosineSchedule,
  polynomialSchedule,
  type Schedule,
  schedule,
  subVpSchedule,
  veSchedule,
  vpSchedule,
} from "./index.js";

/** A slip of the pen, with what a schedule of one's own needs beside it. */
const slip = { sigmamin: 0.1, alpha: (t: number) => 1 - t, sigma: (t: number) => t };
const onlySlip = { sigmamin: 0.1 };

test.each<[string, (options: never) => Schedule, object]>([
  ["linearSchedule", linearSchedule, onlySlip],
  ["nicholCosineSchedule", nicholCosineSchedule, onlySlip],
  ["polynomialSchedule", polynomialSchedule, onlySlip],
  ["vpSchedule", vpSchedule, onlySlip],
  ["subVpSchedule", subVpSchedule, onlySlip],
  ["veSchedule", veSchedule, onlySlip],
  ["edmSchedule", edmSchedule, onlySlip],
  ["karrasSchedule", karrasSchedule, onlySlip],
  ["schedule", schedule, slip],
])("%s refuses an option that nobody reads", (name, make, options) => {
  const call = (): Schedule => make(options as never);
  expect(call).toThrow(OptionError);
  expect(call).toThrow(`${name}: options must be known, got sigmamin. Leave it out.`);
});

test("options that are undefined keep their defaults", () => {
  expect(linearSchedule({ sigmaMin: undefined } as never).sigma(0)).toBe(0);
});
