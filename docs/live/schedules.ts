import { figure, linePanel } from "@nami/plots";
import {
  cosineSchedule,
  edmSchedule,
  linearSchedule,
  nicholCosineSchedule,
  polynomialSchedule,
  subVpSchedule,
  veSchedule,
  vpSchedule,
} from "@nami/schedules";
import { liveFigure } from "./figure.js";

const schedules = {
  linear: linearSchedule(),
  cosine: cosineSchedule(),
  "Nichol's cosine": nicholCosineSchedule(),
  "variance preserving": vpSchedule(),
  "sub-variance preserving": subVpSchedule(),
  "variance exploding": veSchedule(),
  "Karras' warp": edmSchedule(),
  "polynomial, n = 2": polynomialSchedule({ power: 2 }),
};

/** α, σ and the log of the signal-to-noise ratio of a schedule over time. */
export const figureOfSchedules = liveFigure({
  controls: { schedule: { label: "schedule", choices: Object.keys(schedules), value: "linear" } },
  *draw({ schedule }, theme) {
    const { alpha, sigma, logSnr } = schedules[schedule as keyof typeof schedules];
    const t = Array.from({ length: 201 }, (_, i) => i / 200);
    yield figure({
      theme,
      share: false,
      panels: [
        linePanel({
          series: [
            { x: t, y: t.map((time) => alpha(time)), label: "α(t)" },
            { x: t, y: t.map((time) => sigma(time)), label: "σ(t)" },
          ],
          title: "Signal and noise",
          xlabel: "t",
        }),
        linePanel({
          // Infinite at an end of most schedules; the line stops there.
          series: [{ x: t, y: t.map((time) => logSnr(time)) }],
          title: "ln(α²/σ²)",
          xlabel: "t",
        }),
      ],
    });
  },
});
