import { describe, expect, test } from "vitest";
import { cosineSchedule } from "./cosine-schedule.js";
import { linearSchedule } from "./linear-schedule.js";
import { reverseTime } from "./reverse-time.js";
import { shiftTime, timeShift } from "./shift-time.js";
import { describeSchedule } from "./testing/describe-schedule.js";
import { karrasSchedule } from "./ve-schedule.js";

describeSchedule("the linear schedule shifted by 3", () => shiftTime(linearSchedule(), 3), {
  alpha: [1, 0],
  sigma: [0, 1],
  alphaDot: [-3, -1 / 3],
  sigmaDot: [3, 1 / 3],
  sigmaSigmaDot: [0, 1 / 3],
  drift: [-3, -Infinity],
  diffusion: [0, Infinity],
  snr: [Infinity, 0],
  logSnr: [Infinity, -Infinity],
});

describe("the shift of time", () => {
  test("gives the published grid, and 1/s takes it back", () => {
    // 20 steps of shift 7, uniform from 1 to 0.
    const grid = Array.from({ length: 20 }, (_, i) => timeShift(7)(1 - i / 20));
    expect(grid.slice(0, 4).map((t) => Number(t.toFixed(4)))).toEqual([1, 0.9925, 0.9844, 0.9754]);
    for (const t of [0, 0.1, 0.5, 1]) expect(timeShift(1 / 7)(timeShift(7)(t))).toBeCloseTo(t, 15);
    expect([timeShift(7)(0), timeShift(7)(1)]).toEqual([0, 1]);
  });

  test("lowers the log-SNR of the linear path by 2 ln s", () => {
    for (const t of [0.1, 0.5, 0.9])
      expect(linearSchedule().logSnr(t) - shiftTime(linearSchedule(), 5).logSnr(t)).toBeCloseTo(
        2 * Math.log(5),
        13,
      );
  });

  test("goes with the noise, whichever way time runs, and with the interval", () => {
    const there = shiftTime(cosineSchedule(), 4);
    const back = shiftTime(reverseTime(cosineSchedule()), 4);
    expect(back.orientation).toBe("noiseToData");
    for (const t of [0, 0.2, 0.7, 1]) expect(back.sigma(1 - t)).toBeCloseTo(there.sigma(t), 14);
    expect(shiftTime(karrasSchedule(), 3).sigma(40)).toBeCloseTo(60, 12);
  });

  test("refuses a shift that is not positive", () => {
    expect(() => timeShift(0)).toThrow("timeShift: shift must be positive and finite, got 0.");
    expect(() => shiftTime(linearSchedule(), -2)).toThrow(
      "shiftTime: shift must be positive and finite, got -2.",
    );
  });
});
