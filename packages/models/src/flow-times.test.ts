import { diagonalNormal, gaussianMixture } from "@nami/distributions";
import { linearPath, path, reverseTime } from "@nami/paths";
import { karrasSchedule } from "@nami/schedules";
import { key, type Tensor } from "@nami/tensor-backend";
import { expect, test } from "vitest";
import { flowMatching } from "./index.js";
import { tight } from "./testing/known-flow.js";
import { backend } from "./testing/reference.js";

test.each([
  ["linear", linearPath()],
  ["reversed linear", reverseTime(linearPath())],
  ["Karras' clock, which ends at 80", path({ schedule: karrasSchedule() })],
])(
  "times are those of the field's path, whichever way they run, and are not turned round: %s",
  async (_, way) => {
    const { schedule, orientation } = way;
    const ends = schedule.interval;
    const { velocity } = gaussianMixture({ weights: [1], means: [[5]], variances: [0.04] }).marginal(way);
    const field = Object.assign((x: Tensor, t: Tensor) => velocity(x, t), { eventShape: [1], path: way });
    const base = diagonalNormal({
      mean: [0],
      std: [Math.max(...ends.map((t) => Number(schedule.sigma(t))))],
    });
    const flow = (times = {}) => flowMatching({ field, base, solver: tight, backend, ...times });
    const x = await flow()
      .bind()
      .sample([1000], { key: key(0) });
    const values = Array.from(await x.data(), Number);
    const mean = values.reduce((a, b) => a + b, 0) / 1000;
    expect(Math.abs(mean - 5)).toBeLessThan(0.05);
    expect(Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / 1000)).toBeCloseTo(0.2, 1);
    const [t0, t1] = orientation === "dataToNoise" ? ends : [ends[1], ends[0]];
    expect(() => flow({ t0, t1 })).toThrow("t0 must be nearer to the noise than t1");
  },
);
