import { cosineSchedule, linearSchedule, reverseTime } from "@nami/schedules";
import {
  add,
  compile,
  evaluate,
  grad,
  jvp,
  mul,
  referenceBackend,
  sub,
  sum,
  type Tensor,
  tensor,
} from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { gaussianMixture } from "./gaussian-mixture.js";
import golden from "./golden/gmm.json" with { type: "json" };
import type { MixtureMarginal } from "./marginal-oracle.js";

const backend = referenceBackend({ dtype: "float64" });
const values = async (x: Tensor): Promise<number[]> => [...(await (await evaluate(x, { backend })).data())];
const numbers = (list: readonly (string | number)[]): number[] => list.map(Number);

const isotropic = gaussianMixture({
  weights: numbers(golden.weights),
  means: golden.means.map(numbers),
  variances: numbers(golden.var_isotropic),
});
/** The same variances as full matrices, one of them turned into what only full covariances can say. */
const full = gaussianMixture({
  weights: [0.5, 0.3, 0.2],
  means: [[-2, 0], [1.5, 1], [0, -2.5]],
  variances: [[[0.25, 0.1], [0.1, 0.3]], [[0.09, 0], [0, 0.09]], [[0.49, -0.2], [-0.2, 0.8]]],
}); // biome-ignore format: tables
/** Relative to 1e-12 of the value, and 1e-12 near zero. */
function expectClose(found: readonly number[], want: readonly number[], tolerance = 1e-12): void {
  expect(found).toHaveLength(want.length);
  for (const [i, value] of found.entries())
    expect(Math.abs(value - want[i]!)).toBeLessThan(tolerance * Math.max(1, Math.abs(want[i]!)));
}

const times = [0, 0.1, 0.35, 0.6, 0.95, 1];
const points = [
  [0.3, -0.4],
  [-2.1, 0.2],
  [1.4, 1.1],
  [0.2, -2],
  [3, 3],
  [-1, -1],
];
const x = tensor(points, undefined, "float64");
const t = tensor(times, undefined, "float64");

/** Tr ∂v/∂x from one tangent direction after the other. */
function trace(velocity: (x: Tensor) => Tensor, at: Tensor): Tensor {
  const directions = [[1, 0], [0, 1]].map((unit) => tensor(points.map(() => unit), undefined, "float64")); // biome-ignore format: a table
  return directions
    .map((unit) => sum(mul(jvp(velocity, at, unit)[1], unit), { axis: -1 }))
    .reduce((a, b) => add(a, b));
}

/** ∂ln p/∂t + u·∇ln p + ∇·u, which is 0 where u carries p. */
async function continuity(
  oracle: MixtureMarginal,
  velocity: (x: Tensor, t: Tensor) => Tensor,
): Promise<number> {
  const growth = grad((time: Tensor) => sum(oracle.logProb(x, time)))(t);
  const flow = sum(mul(velocity(x, t), oracle.score(x, t)), { axis: -1 });
  const residual = await values(
    add(
      add(growth, flow),
      trace((y) => velocity(y, t), x),
    ),
  );
  return Math.max(...residual.map(Math.abs));
}

describe.each([
  ["isotropic, linear", isotropic.marginal(linearSchedule()), linearSchedule()],
  ["isotropic, cosine", isotropic.marginal(cosineSchedule()), cosineSchedule()],
  ["full covariances, linear", full.marginal(linearSchedule()), linearSchedule()],
  [
    "full covariances, cosine, time reversed",
    full.marginal(reverseTime(cosineSchedule())),
    reverseTime(cosineSchedule()),
  ],
])("%s", (_, oracle, s) => {
  test("the score is the gradient of logProb", async () => {
    expectClose(
      await values(oracle.score(x, t)),
      await values(grad((y: Tensor) => sum(oracle.logProb(y, t)))(x)),
    );
  });

  test("the divergence is the trace of the derivative of the velocity", async () => {
    expectClose(
      await values(oracle.divergence(x, t)),
      await values(trace((y) => oracle.velocity(y, t), x)),
      1e-11,
    );
  });

  test("velocity and score satisfy u = (α̇/α) x + ((α̇/α)σ² − σσ̇) s", async () => {
    const [u, score] = [await values(oracle.velocity(x, t)), await values(oracle.score(x, t))];
    for (const [i, time] of times.entries()) {
      if (s.alpha(time) === 0) continue;
      const factor = s.drift(time) * s.sigma(time) ** 2 - s.sigmaSigmaDot(time);
      const want = [0, 1].map((j) => s.drift(time) * points[i]![j]! + factor * score[2 * i + j]!);
      expectClose(u.slice(2 * i, 2 * i + 2), want, 1e-11);
    }
  });

  test("the posterior mean is Tweedie's (x + σ² s)/α", async () => {
    const [mean, score] = [await values(oracle.posteriorMean(x, t)), await values(oracle.score(x, t))];
    for (const [i, time] of times.entries()) {
      if (s.alpha(time) === 0) continue;
      const want = [0, 1].map(
        (j) => (points[i]![j]! + s.sigma(time) ** 2 * score[2 * i + j]!) / s.alpha(time),
      );
      expectClose(mean.slice(2 * i, 2 * i + 2), want, 1e-11);
    }
  });

  test("the velocity carries the density: the continuity equation holds", async () => {
    expect(await continuity(oracle, oracle.velocity)).toBeLessThan(1e-10);
  });

  test("a velocity with the wrong sign, or off by 0.1 %, is caught", async () => {
    expect(await continuity(oracle, (y, time) => mul(-1, oracle.velocity(y, time)))).toBeGreaterThan(1e-3);
    expect(await continuity(oracle, (y, time) => mul(1.001, oracle.velocity(y, time)))).toBeGreaterThan(1e-4);
  });

  test("takes times of batch shape under sample axes, numbers, and compiled numbers alike", async () => {
    const some = 0.35;
    const stacked = tensor([points, points], undefined, "float64");
    for (const name of ["logProb", "score", "velocity", "divergence", "posteriorMean"] as const) {
      const once = await values(oracle[name](x, t));
      expect(await values(oracle[name](stacked, t))).toEqual([...once, ...once]);
      const compiled = compile((y: Tensor, time: Tensor) => oracle[name](y, time), { backend });
      const byNumber = await values(oracle[name](x, some));
      expectClose([...(await (await compiled(x, some)).data())], byNumber, 1e-13);
    }
  });
});

describe("the ends of the path", () => {
  test.each([
    ["linear", linearSchedule()],
    ["cosine", cosineSchedule()],
  ] as const)("%s: data at 0, noise at 1, in float32 too", async (_, s) => {
    const oracle = full.marginal(s);
    expectClose(await values(oracle.logProb(x, 0)), await values(full.logProb(x)));
    expectClose(await values(oracle.posteriorMean(x, 0)), points.flat());
    const atNoise = await values(oracle.logProb(x, 1));
    expectClose(
      atNoise,
      points.map(([a, b]) => -0.5 * (a! ** 2 + b! ** 2) - Math.log(2 * Math.PI)),
    );
    const narrow = tensor(points);
    for (const end of [tensor(new Float32Array(6)), tensor(new Float32Array(6).fill(1))])
      for (const name of ["logProb", "score", "velocity", "divergence", "posteriorMean"] as const) {
        const found = await evaluate(oracle[name](narrow, end), { backend: referenceBackend() });
        expect(found.dtype).toBe("float32");
        expect((await found.data()).every(Number.isFinite)).toBe(true);
      }
  });
});

test("a path stands for its schedule, and reversed time turns the velocity round", async () => {
  const s = linearSchedule();
  const [there, back] = [full.marginal({ schedule: s }), full.marginal(reverseTime(s))];
  expectClose(
    await values(there.velocity(x, 0.25)),
    (await values(back.velocity(x, 0.75))).map((v) => -v),
  );
  expectClose(
    await values(sub(there.logProb(x, 0.25), back.logProb(x, 0.75))),
    points.map(() => 0),
  );
});

test("points and times that do not fit are errors", () => {
  const oracle = isotropic.marginal(linearSchedule());
  expect(() => oracle.velocity(tensor([1, 2, 3]), 0)).toThrow(
    "marginal.velocity: the last axes must be the event [2], got [3].",
  );
  expect(() => oracle.score(tensor(points), tensor([0, 1]))).toThrow(
    "marginal.score: t and x: shapes must agree or be 1",
  );
});
