import { describe, expect, test } from "vitest";
import { denoise, quantiles, seed001 } from "../testing/mixture.js";
import { settings } from "../testing/noise-levels.js";
import { type DiffusionMethod, ddim, dpmSolverPP, edmHeun, ipndm, sampleDiffusion, unipc } from "./index.js";
import type { NoiseSchedule } from "./level.js";

type Setting = keyof typeof settings;

const ends = new Map<string, Float64Array>();
const quantilesAt = ({ alpha, sigma }: NoiseSchedule, t: number): Float64Array => {
  const name = `${alpha(t)} ${sigma(t)}`;
  const known = ends.get(name) ?? quantiles(seed001, 2000, alpha(t), sigma(t));
  ends.set(name, known);
  return known;
};

const errorOf = (method: DiffusionMethod, setting: Setting, steps: number): readonly [number, number] => {
  const { schedule, grid: gridOf } = settings[setting];
  const grid = gridOf(steps);
  const model = (x: Float64Array, t: number): Float64Array =>
    x.map((each) => denoise(seed001, each, schedule.alpha(t), schedule.sigma(t)));
  const start = quantilesAt(schedule, grid[0]!);
  const { y, stats } = sampleDiffusion(model, start, { ...schedule, predicts: "data", method, grid });
  const truth = quantilesAt(schedule, grid.at(-1)!);
  const sum = y.reduce((total, value, i) => total + (value - truth[i]!) ** 2, 0);
  return [Math.sqrt(sum / y.length), stats.evaluations];
};

/** Entries of the table as printed: 10 and 40 steps on the EDM, the linear and the VP grid. */
const table: readonly (readonly [string, DiffusionMethod, string, string, string])[] = [
  ["ddim", ddim(), ".258/.0667", ".117/.0311", ".148/.0407"],
  ["edmHeun", edmHeun(), ".169/.00681", ".0858/.00299", ".0493/.00296"],
  ["dpmSolverPP of order 2", dpmSolverPP(), ".224/.00804", ".0257/.00182", ".338/.0305"],
  ["ipndm of order 2", ipndm({ order: 2 }), ".0921/.0088", ".0225/.00176", ".0602/.00591"],
  ["ipndm of order 4", ipndm(), ".0535/.00312", ".00653/.00039", ".0712/.00135"],
  ["unipc of order 2", unipc(), ".226/.00254", ".0279/.000954", ".0713/.0101"],
  ["unipc of order 3", unipc({ order: 3 }), ".249/.00161", ".0383/.00028", ".0784/.00915"],
  ["unipc of order 2", unipc(), ".22633/.0025415", ".027927/.00095356", ".071306/.010138"],
  ["unipc of order 3", unipc({ order: 3 }), ".24871/.0016136", ".038313/.00028005", ".078433/.0091466"],
];

describe.each(table)("%s on an exact denoiser", (_, method, ...columns) => {
  test.each(["edm", "linear", "vp"] as const)("has the errors of the table on the %s grid", (setting) => {
    const entries = columns[Object.keys(settings).indexOf(setting)]!.split("/");
    [10, 40].forEach((steps, i) => {
      const entry = entries[i]!;
      const unit = 10 ** -(entry.length - 1);
      const [error] = errorOf(method, setting, steps);
      expect(Math.abs(error - Number(entry)), `${steps} steps: ${error} for ${entry}`).toBeLessThanOrEqual(
        0.01 * Number(entry) + unit / 2,
      );
    });
  });
});

describe("A mistake of one percent", () => {
  /** The method with the factors of the data in one stage off by one percent. */
  const spoiled = (method: DiffusionMethod): DiffusionMethod => ({
    ...method,
    plan: (route) =>
      method.plan(route).map((stage, i) => {
        if (i !== 20 || !("next" in stage)) return stage;
        const next = stage.next.map((source) =>
          typeof source === "object" ? { ...source, data: 1.01 * (source.data ?? 0) } : source,
        );
        return { ...stage, next };
      }),
  });

  test.each(table.slice(0, 7))("in one stage of %s moves an entry of the table", (_, method, ...columns) => {
    const moved = (["edm", "linear", "vp"] as const).some((setting, column) => {
      const entry = columns[column]!.split("/")[1]!;
      const [error] = errorOf(spoiled(method), setting, 40);
      const unit = 10 ** -(entry.length - 1);
      return Math.abs(error - Number(entry)) > 0.01 * Number(entry) + unit / 2;
    });
    expect(moved).toBe(true);
  });
});
