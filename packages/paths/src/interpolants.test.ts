import { gaussianMixture } from "@nami/distributions";
import { OptionError, ShapeError } from "@nami/errors";
import { jvp, key, mul, neg, normal, ones, type Tensor, tensor } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import {
  brownianGamma,
  encodingDecodingInterpolant,
  gamma,
  icfmPath,
  linearInterpolant,
  linearPath,
  mirrorInterpolant,
  quadraticGamma,
  reverseTime,
  type StochasticInterpolant,
  schrodingerBridgePath,
  sigmoidGamma,
  sineSquaredGamma,
  stochasticInterpolant,
  trigonometricInterpolant,
  zeroGamma,
} from "./index.js";
import { distance, valuesOf } from "./testing/values.js";

const dtype = "float64";
const [target, source, noise] = [1, 2, 3].map((seed) => normal(key(seed), [6, 2], { dtype })) as [
  Tensor,
  Tensor,
  Tensor,
];
const times = [0.03, 0.1, 0.25, 0.6, 0.9, 0.97];
const t = tensor(times, undefined, dtype);
const ends = { target, source, noise, t };
const quarter = Math.PI / 2;
const brown = (s: number): number => Math.sqrt(s * (1 - s));

/** α, β, γ as numbers. */
type Factors = (s: number) => readonly [alpha: number, beta: number, gamma: number];
const all: Readonly<Record<string, readonly [() => StochasticInterpolant, Factors]>> = {
  linear: [linearInterpolant, (s) => [1 - s, s, brown(s)]],
  "linear, quadratic": [() => linearInterpolant({ gamma: quadraticGamma() }), (s) => [1 - s, s, s * (1 - s)]],
  "linear, sine squared": [
    () => linearInterpolant({ gamma: sineSquaredGamma() }),
    (s) => [1 - s, s, Math.sin(Math.PI * s) ** 2],
  ],
  trigonometric: [
    trigonometricInterpolant,
    (s) => [
      Math.sqrt(1 - brown(s) ** 2) * Math.cos(quarter * s),
      Math.sqrt(1 - brown(s) ** 2) * Math.sin(quarter * s),
      brown(s),
    ],
  ],
  "trigonometric, none": [
    () => trigonometricInterpolant({ gamma: zeroGamma() }),
    (s) => [Math.cos(quarter * s), Math.sin(quarter * s), 0],
  ],
  "trigonometric, sigmoid": [
    () => trigonometricInterpolant({ gamma: sigmoidGamma() }),
    (s) => {
      const g = sigmoidGamma().gamma(s);
      return [Math.sqrt(1 - g * g) * Math.cos(quarter * s), Math.sqrt(1 - g * g) * Math.sin(quarter * s), g];
    },
  ],
  "encoding and decoding": [
    encodingDecodingInterpolant,
    (s) => {
      const wave = Math.cos(Math.PI * s) ** 2;
      return [s <= 0.5 ? wave : 0, s > 0.5 ? wave : 0, Math.sin(Math.PI * s) ** 2];
    },
  ],
  mirror: [mirrorInterpolant, (s) => [1, 0, brown(s)]],
  "I-CFM": [() => icfmPath({ sigma: 0.5 }), (s) => [1 - s, s, 0.5]],
  "Schrödinger bridge": [() => schrodingerBridgePath({ sigma: 1.5 }), (s) => [1 - s, s, 1.5 * brown(s)]],
  "one's own": [
    () =>
      stochasticInterpolant({
        alpha: (s, m) => m.square(m.sub(1, s)),
        beta: (s, m) => m.square(s),
        gamma: brownianGamma({ scale: 0.5 }),
      }),
    (s) => [(1 - s) ** 2, s * s, Math.sqrt(0.5) * brown(s)],
  ],
};

describe.each(Object.entries(all))("the interpolant, %s", (_, [make, factors]) => {
  const path = make();

  test("is α target + β source + γ z", async () => {
    const { xt, noise: z } = path.sample(ends);
    const [x0, x1, e] = [await target.data(), await source.data(), await noise.data()];
    const want = Array.from(x0, (x, i) => {
      const [a, b, g] = factors(times[i >> 1]!);
      return a * x + b * x1[i]! + g * e[i]!;
    });
    expect(distance(await valuesOf(xt), want)).toBeLessThan(1e-14);
    expect(await valuesOf(path.interpolate(ends))).toEqual(await valuesOf(xt));
    if (factors(0.5)[2] > 0) expect(await valuesOf(z)).toEqual([...e]);
  });

  test("moves with its time derivative, of which vt is the part without z", async () => {
    const slope = (e: Tensor): Tensor => jvp((s: Tensor) => path.interpolate({ ...ends, noise: e, t: s }), t, ones([6], dtype))[1];
    const { ut, vt } = path.sample(ends);
    expect(distance(await valuesOf(ut), await valuesOf(slope(noise)))).toBeLessThan(1e-12);
    expect(distance(await valuesOf(vt), await valuesOf(slope(mul(0, noise))))).toBeLessThan(1e-12);
    expect(await valuesOf(path.velocity(ends))).toEqual(await valuesOf(ut));
  });

  test("reversed in time it turns velocities and γγ̇ round; reversed twice it is itself", async () => {
    const reversed = reverseTime(path);
    expect(reverseTime(reversed)).toBe(path);
    expect(reversed.orientation).toBe("noiseToData");
    const back = reversed.sample({ ...ends, t: tensor(times.map((s) => 1 - s), undefined, dtype) });
    const there = path.sample(ends);
    expect(distance(await valuesOf(back.xt), await valuesOf(there.xt))).toBeLessThan(1e-13);
    for (const q of ["ut", "vt"] as const)
      expect(distance(await valuesOf(back[q]), await valuesOf(neg(there[q])))).toBeLessThan(1e-11);
    expect(reversed.gamma.gammaGammaDot(0.25)).toBeCloseTo(-path.gamma.gammaGammaDot(0.75), 14);
    expect(reversed.gamma.gammaDot(0.25)).toBeCloseTo(-path.gamma.gammaDot(0.75), 12);
  });

  test("has the schedule of its law for a Gaussian source", () => {
    for (const s of times) {
      const [a, b, g] = factors(s);
      expect(path.schedule.alpha(s)).toBeCloseTo(a, 14);
      expect(path.schedule.sigma(s)).toBeCloseTo(Math.hypot(b, g), 14);
      if (Math.abs(s - 0.5) > 0.1)
        expect(path.schedule.sigmaSigmaDot(s)).toBeCloseTo(path.schedule.sigma(s) * path.schedule.sigmaDot(s), 11);
    }
    expect([0, 1].map(path.schedule.sigmaSigmaDot).every(Number.isFinite)).toBe(true);
  });
}); // biome-ignore format: tables

describe("interpolants", () => {
  test("at the ends are the ends, to the last bit, where γ vanishes", async () => {
    for (const make of [linearInterpolant, trigonometricInterpolant, encodingDecodingInterpolant]) {
      expect(await valuesOf(make().interpolate({ ...ends, t: 0 }))).toEqual([...(await target.data())]);
      expect(await valuesOf(make().interpolate({ ...ends, t: 1 }))).toEqual([...(await source.data())]);
      expect((await valuesOf(make().velocity({ ...ends, t: 0 }))).some(Number.isNaN)).toBe(false);
    }
  });

  test("draw their noise from a key, and say so when there is none", async () => {
    const path = linearInterpolant();
    const { noise: _, ...without } = ends;
    const drawn = path.sample({ ...without, key: key(9) });
    expect(await valuesOf(drawn.noise)).toEqual([...(await normal(key(9), [6, 2], { dtype }).data())]);
    expect(() => path.sample(without)).toThrow(
      new OptionError(
        "linear interpolant.sample: the path has noise of its own and needs a key or the noise, got neither. Pass { target, source, t, key }.",
      ),
    );
    expect(() => path.sample({ ...ends, noise: normal(key(0), [5, 2]) })).toThrow(ShapeError);
    expect(await valuesOf(linearInterpolant({ gamma: zeroGamma() }).sample(without).xt)).toEqual(
      await valuesOf(linearPath().interpolate(without)),
    );
  });

  test("have the exact marginals of a mixture: I-CFM of width σ has the velocity E[source − target | x]", async () => {
    const mixture = gaussianMixture({ weights: [1, 2], means: [[-1, 0], [1, 1]], variances: [0.2, 0.1] }); // biome-ignore format: a table
    const path = icfmPath({ sigma: 0.5 });
    const { velocity, posteriorMean } = mixture.marginal(path);
    const x = normal(key(5), [6, 2], { dtype });
    const [v, mean, at] = [
      await valuesOf(velocity(x, t)),
      await valuesOf(posteriorMean(x, t)),
      await x.data(),
    ];
    const want = mean.map((m, i) => {
      const s = times[i >> 1]!;
      return (s / (s * s + 0.25)) * (at[i]! - (1 - s) * m) - m;
    });
    expect(distance(v, want)).toBeLessThan(1e-13);
  });

  test("have the loss floor γ̇² s/(s + γ²) where their noise is γ's alone", () => {
    const [s, interval] = [0.3, [0.02, 0.98]] as const;
    const one = gaussianMixture({ weights: [1], means: [[1, 2]], variances: [s] });
    const path = mirrorInterpolant({ gamma: quadraticGamma() });
    const cells = 1000;
    const want = Array.from({ length: cells }, (_, i) => 0.02 + (0.96 * (i + 0.5)) / cells)
      .map((at) => ((1 - 2 * at) ** 2 * s) / (s + (at * (1 - at)) ** 2) / cells)
      .reduce((a, b) => a + b);
    expect(Math.abs(one.marginal(path).lossFloor({ interval }) / want - 1)).toBeLessThan(5e-3);
  });

  test("refuse parameters out of range", () => {
    expect(() => icfmPath({ sigma: -1 })).toThrow("icfmPath: sigma must be 0 or more and finite, got -1.");
    expect(() => schrodingerBridgePath({ sigma: 0 })).toThrow(
      "schrodingerBridgePath: sigma must be positive and finite, got 0.",
    );
    expect(() => trigonometricInterpolant({ gamma: sineSquaredGamma() })).toThrow(
      /^trigonometricInterpolant: gamma must stay below 1, got (1|0\.9999\d+) at t = 0\.5\. Pass for example brownianGamma/,
    );
    const waves = gamma({ gamma: (t, m) => m.mul(1.5, m.square(m.sin(m.mul(t, 2 * Math.PI)))) });
    expect(() => trigonometricInterpolant({ gamma: waves })).toThrow("gamma must stay below 1, got");
  });
});

describe("the closed forms of the conditional flow matching paths, with time reversed", () => {
  // Of the original, t runs from noise (0) to data (1).
  const shapes = [[], [2], [1, 2], [3, 4, 5]]; // biome-ignore format: a table
  test.each([0, 5e-4, 0.5, 1.5, 1])("for σ = %s and events of every rank", async (sigma) => {
    for (const event of shapes) {
      const [x1, x0, z] = [1, 2, 3].map((seed) => normal(key(seed), [16, ...event], { dtype })) as [Tensor, Tensor, Tensor];
      const s = Array.from({ length: 16 }, (_, i) => (i + 0.5) / 16);
      const at = { target: x1, source: x0, noise: z, t: tensor(s, undefined, dtype) };
      const [data, start, e] = [await x1.data(), await x0.data(), await z.data()];
      const row = (i: number): number => s[Math.floor((i * 16) / data.length)]!;
      const icfm = reverseTime(icfmPath({ sigma })).sample(at);
      expect(distance(await valuesOf(icfm.xt), Array.from(data, (x, i) => (1 - row(i)) * start[i]! + row(i) * x + sigma * e[i]!))).toBeLessThan(1e-14);
      expect(distance(await valuesOf(icfm.ut), Array.from(data, (x, i) => x - start[i]!))).toBeLessThan(1e-14);
      if (sigma === 0) continue;
      const bridge = reverseTime(schrodingerBridgePath({ sigma })).sample(at);
      const points = Array.from(data, (x, i) => (1 - row(i)) * start[i]! + row(i) * x + sigma * brown(row(i)) * e[i]!);
      expect(distance(await valuesOf(bridge.xt), points)).toBeLessThan(1e-14);
      const speeds = Array.from(data, (x, i) => {
        const mean = (1 - row(i)) * start[i]! + row(i) * x;
        return ((1 - 2 * row(i)) / (2 * row(i) * (1 - row(i)))) * (points[i]! - mean) + x - start[i]!;
      });
      expect(distance(await valuesOf(bridge.ut), speeds)).toBeLessThan(1e-12);
    }
  }); // biome-ignore format: tables
});
