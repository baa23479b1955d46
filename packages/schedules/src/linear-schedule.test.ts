import { expect, test } from "vitest";
import { linearSchedule } from "./linear-schedule.js";
import { describeSchedule } from "./testing/describe-schedule.js";

describeSchedule("linearSchedule", linearSchedule, {
  alpha: [1, 0],
  sigma: [0, 1],
  alphaDot: [-1, -1],
  sigmaDot: [1, 1],
  sigmaSigmaDot: [0, 1],
  drift: [-1, -Infinity],
  diffusion: [0, Infinity],
  snr: [Infinity, 0],
  logSnr: [Infinity, -Infinity],
});

test("the linear schedule is the straight line, to the last bit", () => {
  const s = linearSchedule();
  expect([s.alpha(0.25), s.sigma(0.25), s.snr(0.25), s.drift(0.75), s.diffusion(0.5)]).toEqual([
    0.75,
    0.25,
    9,
    -4,
    Math.SQRT2,
  ]);
  expect([s.timeOfLogSnr(Infinity), s.timeOfLogSnr(0), s.timeOfLogSnr(-Infinity)]).toEqual([0, 0.5, 1]);
});

describeSchedule("linearSchedule with sigmaMin", () => linearSchedule({ sigmaMin: 0.25 }), {
  alpha: [1, 0],
  sigma: [0.25, 1],
  alphaDot: [-1, -1],
  sigmaDot: [0.75, 0.75],
  sigmaSigmaDot: [0.1875, 0.75],
  drift: [-1, -Infinity],
  diffusion: [Math.sqrt(0.5), Infinity],
  snr: [16, 0],
  logSnr: [2 * Math.log(4), -Infinity],
});

test("a width that is no share of 1 is an error", () => {
  for (const sigmaMin of [-0.1, 1, Number.NaN])
    expect(() => linearSchedule({ sigmaMin })).toThrow(
      `linearSchedule: sigmaMin must be in [0, 1), got ${sigmaMin}. Pass for example sigmaMin: 0.001.`,
    );
});
