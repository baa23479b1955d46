import { OptionError } from "@nami/errors";
import { key, tensor } from "@nami/tensor-backend";
import { expect, test } from "vitest";
import { exactDivergence, hutchinsonDivergence, logDensityDynamics, type VectorField } from "./index.js";

/** Options as a caller without types may pass them. */
const any = (options: object): never => options as never;

const x = tensor([[0, 1]]);
const still: VectorField = (at) => at;
const [exact, hutchinson] = [exactDivergence(), hutchinsonDivergence()];

test.each<[string, () => unknown, string]>([
  [
    "exactDivergence.apply",
    () => exact.apply(still, x, any({ eventNDim: 1 })),
    "among eventNdim, probes, got eventNDim. Did you mean eventNdim?",
  ],
  [
    "exactDivergence.drawProbes",
    () => exact.drawProbes(key(0), [1, 2], any({ dtpe: "float64" })),
    "among eventNdim, firstRow, dtype, got dtpe. Did you mean dtype?",
  ],
  [
    "hutchinsonDivergence.apply",
    () => hutchinson.apply(still, x, any({ probe: x })),
    "among eventNdim, probes, got probe. Did you mean probes?",
  ],
  [
    "hutchinsonDivergence.drawProbes",
    () => hutchinson.drawProbes(key(0), [1, 2], any({ fristRow: 1 })),
    "among eventNdim, firstRow, dtype, got fristRow. Did you mean firstRow?",
  ],
  [
    "logDensityDynamics",
    () => logDensityDynamics(still, any({ estimatr: exact, eventNdim: 1 })),
    "among estimator, eventNdim, probes, got estimatr. Did you mean estimator?",
  ],
])("%s refuses an option that nobody reads", (name, call, message) => {
  expect(call).toThrow(OptionError);
  expect(call).toThrow(`${name}: options must be ${message}`);
});
