import { CapabilityError } from "@nami/errors";
import { tensor } from "@nami/tensor-backend";
import { expect, test } from "vitest";
import {
  gaussianPath,
  icfmPath,
  independentCoupling,
  linearPath,
  oneSidedInterpolant,
  requireScore,
  reverseTime,
  schrodingerBridgePath,
  vpPath,
} from "./index.js";

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

test("a number outside of the interval is no time of a path", () => {
  const ends = { target: tensor([[1, 2]]), source: tensor([[0, 1]]), noise: tensor([[0, 0]]) };
  const own = gaussianPath({ mean: (z) => z, std: (z) => z });
  for (const path of [
    linearPath(),
    vpPath(),
    icfmPath(),
    schrodingerBridgePath(),
    own,
    reverseTime(linearPath()),
  ])
    for (const t of [-0.5, 1.5])
      expect(() => path.sample({ ...ends, t })).toThrow(/t must be in \[0, 1\], got (-0\.5|1\.5)\./);
});
