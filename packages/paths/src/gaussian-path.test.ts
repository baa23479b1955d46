import {
  add,
  div,
  jvp,
  key,
  mul,
  normal,
  ones,
  sin,
  sqrt,
  square,
  sub,
  type Tensor,
  tensor,
} from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import {
  cosinePath,
  gaussianPath,
  linearPath,
  lipmanPath,
  polynomialPath,
  reverseTime,
  vpPath,
} from "./index.js";
import { distance, valuesOf } from "./testing/values.js";

const dtype = "float64";
const [target, source] = [normal(key(1), [5, 2], { dtype }), normal(key(2), [5, 2], { dtype })];
const times = [0.05, 0.3, 0.5, 0.7, 0.95];
const t = tensor(times, undefined, dtype);
const sigmaMin = 0.1;
const lipman = gaussianPath({
  mean: (z, s) => mul(sub(1, s), z),
  std: (_, s) => add(sigmaMin, mul(1 - sigmaMin, s)),
});
/** A mean that bends with the data and a width that depends on it. */
const bent = gaussianPath({
  name: "bent",
  mean: (z, s) => mul(sub(1, square(s)), add(z, mul(s, sin(z)))),
  std: (z, s) => div(sqrt(s), add(1, mul(sub(1, s), square(z)))),
});

describe("gaussianPath", () => {
  test("with Lipman's mean and width is Lipman's path, also by the formula of its velocity", async () => {
    const ends = { target, source, t };
    const [own, named] = [lipman.sample(ends), lipmanPath({ sigmaMin }).sample(ends)];
    expect(distance(await valuesOf(own.xt), await valuesOf(named.xt))).toBeLessThan(1e-15);
    expect(distance(await valuesOf(own.ut), await valuesOf(named.ut))).toBeLessThan(1e-15);
    // The formula of the paper has time the other way: (x₁ − (1 − σ)x)/(1 − (1 − σ)τ), τ = 1 − t.
    const [x, z] = [await valuesOf(own.xt), await target.data()];
    const want = x.map(
      (value, i) => -(z[i]! - (1 - sigmaMin) * value) / (1 - (1 - sigmaMin) * (1 - times[i >> 1]!)),
    );
    expect(distance(await valuesOf(own.ut), want)).toBeLessThan(1e-13);
  });

  test.each([["lipman", lipman], ["bent", bent]] as const)("moves with its time derivative, and so says σ′/σ (x − μ) + μ′: %s", async (_, path) => {
    const ends = { target, source, t };
    const [, slope] = jvp((s: Tensor) => path.interpolate({ target, source, t: s }), t, ones([5], dtype));
    const { xt, ut } = path.sample(ends);
    expect(distance(await valuesOf(ut), await valuesOf(slope))).toBeLessThan(1e-13);
    expect(distance(await valuesOf(path.conditionalVelocity(xt, { target, t })), await valuesOf(ut))).toBeLessThan(1e-12);
    expect(distance(await valuesOf(path.velocity({ target, source, t: 0.3 })), await valuesOf(path.velocity({ target, source, t: tensor([0.3, 0.3, 0.3, 0.3, 0.3], undefined, dtype) })))).toBe(0);
  }); // biome-ignore format: a table

  test("carries and turns its orientation", async () => {
    const reversed = reverseTime(bent);
    expect([bent.orientation, reversed.orientation, bent.gaussianSource]).toEqual([
      "dataToNoise",
      "noiseToData",
      true,
    ]);
    expect(reverseTime(reversed)).toBe(bent);
    const back = tensor(
      times.map((s) => 1 - s),
      undefined,
      dtype,
    );
    const { xt, ut } = bent.sample({ target, source, t });
    expect(
      distance(
        await valuesOf(reversed.velocity({ target, source, t: back })),
        (await valuesOf(ut)).map((u) => -u),
      ),
    ).toBeLessThan(1e-12);
    expect(
      distance(
        await valuesOf(reversed.conditionalVelocity(xt, { target, t: back })),
        (await valuesOf(ut)).map((u) => -u),
      ),
    ).toBeLessThan(1e-11);
  });

  test("wants functions", () => {
    expect(() => gaussianPath({ mean: 0 as never, std: () => target })).toThrow(
      "gaussianPath: mean must be a function of (z, t), got number. Pass for example mean: (z, t) => mul(sub(1, t), z).",
    );
  });
});

/**
 * Data N(m, s²) and source N(0, 1) or N(m₁, s₁²) in one dimension: moments of x_t and the regression of u_t on x_t, from
 * sums over Gauss-Hermite-like grids, are those of the closed form.
 */
describe("between Gaussians", () => {
  const [m0, s0, m1, s1] = [0.5, 0.3, -1, 1.7]; // target, source
  test.each([
    ["linear", linearPath()],
    ["cosine", cosinePath()],
    ["vp", vpPath()],
    ["polynomial", polynomialPath({ power: 3 })],
  ] as const)("the regression of the velocity is the closed form, %s path", async (_, path) => {
    // Exact moments: u and x are jointly Gaussian, so E[u | x] = E u + cov(u, x)/var(x) (x − E x).
    const unit = (a: number, b: number) => ({
      target: tensor([[a]], undefined, dtype),
      source: tensor([[b]], undefined, dtype),
    });
    for (const s of times) {
      const [ofTarget, ofSource] = await Promise.all(
        [unit(1, 0), unit(0, 1)].map(async (ends) => {
          const { xt, ut } = path.sample({ ...ends, t: s });
          return { x: (await valuesOf(xt))[0]!, u: (await valuesOf(ut))[0]! };
        }),
      );
      const slope =
        (ofTarget!.x * ofTarget!.u * s0 ** 2 + ofSource!.x * ofSource!.u * s1 ** 2) /
        (ofTarget!.x ** 2 * s0 ** 2 + ofSource!.x ** 2 * s1 ** 2);
      const { alpha, sigma, alphaDot, sigmaSigmaDot, sigmaDot } = path.schedule;
      const variance = alpha(s) ** 2 * s0 ** 2 + sigma(s) ** 2 * s1 ** 2;
      expect(slope).toBeCloseTo(
        (alpha(s) * alphaDot(s) * s0 ** 2 + sigmaSigmaDot(s) * s1 ** 2) / variance,
        11,
      );
      expect(ofTarget!.u * m0 + ofSource!.u * m1).toBeCloseTo(alphaDot(s) * m0 + sigmaDot(s) * m1, 12);
    }
  });

  test("the linear closed form u = m₁ − m₀ + (t S₁ − (1 − t) S₀)/C (x − m) carries N(m₀, S₀) to N(m₁, S₁)", () => {
    // Its flow map is x_t = m_t + √(C_t/C₀)(x₀ − m₀).
    const variance = (s: number): number => (1 - s) ** 2 * s0 ** 2 + s ** 2 * s1 ** 2;
    const mean = (s: number): number => (1 - s) * m0 + s * m1;
    const map = (s: number): number => mean(s) + Math.sqrt(variance(s)) * 1.3;
    for (const s of times) {
      const { alpha, sigma, alphaDot, sigmaDot } = linearPath().schedule;
      const slope = (alpha(s) * alphaDot(s) * s0 ** 2 + sigma(s) * sigmaDot(s) * s1 ** 2) / variance(s);
      const velocity = alphaDot(s) * m0 + sigmaDot(s) * m1 + slope * (map(s) - mean(s));
      expect(velocity).toBeCloseTo((map(s + 1e-6) - map(s - 1e-6)) / 2e-6, 8);
    }
  });
});
