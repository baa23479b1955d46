import { CapabilityError } from "@nami/errors";
import { expect, test } from "vitest";
import { independentCoupling, linearPath, oneSidedInterpolant, requireScore, reverseTime } from "./index.js";

test("what needs the score refuses a source that is no Gaussian, or that was matched to the data", () => {
  for (const path of [linearPath(), oneSidedInterpolant(), linearPath({ coupling: independentCoupling() })])
    expect(() => requireScore("langevin", path)).not.toThrow();
  expect(() => requireScore("langevin", linearPath({ gaussianSource: false }))).toThrow(
    new CapabilityError(
      "langevin: the score needs a Gaussian source independent of the target, got gaussianSource: false. Use a deterministic sampler, or train a score of its own.",
    ),
  );
  const coupled = linearPath({ coupling: { name: "sorted", pair: (rows) => rows } });
  for (const path of [coupled, reverseTime(coupled)])
    expect(() => requireScore("langevin", path)).toThrow(
      new CapabilityError(
        'langevin: the score needs a source independent of the target, got the coupling "sorted". Use a deterministic sampler, or train with independentCoupling().',
      ),
    );
});
