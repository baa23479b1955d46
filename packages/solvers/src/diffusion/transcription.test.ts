import { describe, expect, test } from "vitest";
import { denoise, seed001 } from "../testing/mixture.js";
import { settings } from "../testing/noise-levels.js";
import {
  type Straight,
  straightDdim,
  straightDpm,
  straightHeun,
  straightIpndm,
  straightReverseDiffusion,
  straightUnipc,
} from "../testing/straight-samplers.js";
import {
  type DiffusionMethod,
  ddim,
  dpmSolverPP,
  edmHeun,
  ipndm,
  reverseDiffusion,
  sampleDiffusion,
  unipc,
} from "./index.js";
import type { NoiseSchedule } from "./level.js";

const z = (draw: number): number => Math.sin(3 + 5 * draw) * 1.3;

type Case = readonly [string, DiffusionMethod, (x: number, straight: Straight) => number];
const cases: readonly Case[] = [
  ["ddim", ddim(), (x, s) => straightDdim(x, s)],
  ["ddim with noise", ddim({ eta: 0.6 }), (x, s) => straightDdim(x, s, 0.6)],
  ["ancestral sampling", ddim({ eta: 1 }), (x, s) => straightDdim(x, s, 1)],
  ["edmHeun", edmHeun(), (x, s) => straightHeun(x, s)],
  ["edmHeun with churn", edmHeun({ churn: 4, churnNoise: 1.1 }), (x, s) => straightHeun(x, s, 4, 1.1)],
  ["ipndm of order 3", ipndm({ order: 3 }), (x, s) => straightIpndm(x, s, 3)],
  ["ipndm of order 4", ipndm(), (x, s) => straightIpndm(x, s, 4)],
  ...([1, 2, 3] as const).flatMap((order): Case[] => [
    [`dpmSolverPP of order ${order}`, dpmSolverPP({ order }), (x, s) => straightDpm(x, s, order)],
    [
      `dpmSolverPP of order ${order} with noise`,
      dpmSolverPP({ order, eta: 0.8 }),
      (x, s) => straightDpm(x, s, order, 0.8),
    ],
    [`unipc of order ${order}`, unipc({ order }), (x, s) => straightUnipc(x, s, order, "bh2")],
    [
      `unipc of order ${order}, bh1`,
      unipc({ order, variant: "bh1" }),
      (x, s) => straightUnipc(x, s, order, "bh1"),
    ],
  ]),
];

/** A schedule and grid as the transcriptions want them. */
const straightOf = ({ alpha, sigma }: NoiseSchedule, grid: Float64Array): Straight => ({
  denoise: (x, level) => denoise(seed001, x, 1, level),
  sigmas: Array.from(grid, (t) => sigma(t) / alpha(t)),
  z,
});

describe.each(cases)("%s", (_, method, straight) => {
  test.each(["edm", "linear", "vp"] as const)("equals its transcription on the %s grid", (setting) => {
    const { schedule, grid: gridOf } = settings[setting];
    const { alpha, sigma } = schedule;
    for (const steps of [1, 2, 3, 4, 7, 18, 100]) {
      const grid = gridOf(steps);
      const [first, last] = [grid[0]!, grid.at(-1)!];
      for (const point of [-1.3, 0.2, 1.7]) {
        const start = (point * sigma(first)) / alpha(first);
        const { y } = sampleDiffusion(
          (x, t) => denoise(seed001, x, alpha(t), sigma(t)),
          start * alpha(first),
          { ...schedule, predicts: "data", method, grid, noise: z },
        );
        const want = straight(start, straightOf(schedule, grid));
        expect(Math.abs(y / alpha(last) - want), `${steps} steps from ${point}`).toBeLessThan(1e-9);
      }
    }
  });
});

test("reverseDiffusion equals its transcription where data keep their size", () => {
  const { schedule, grid: gridOf } = settings.edm;
  const grid = gridOf(30);
  const model = (x: number, t: number): number => denoise(seed001, x, 1, t);
  const options = { ...schedule, predicts: "data", method: reverseDiffusion(), grid, noise: z } as const;
  const want = straightReverseDiffusion(60, straightOf(schedule, grid));
  expect(sampleDiffusion(model, 60, options).y).toBeCloseTo(want, 11);
});
