import { max } from "d3-array";
import { figure } from "./figure.js";
import { linePanel } from "./line-chart.js";
import { type Numbers, requireFinite } from "./numbers.js";
import type { Appearance } from "./panel.js";

/** Options of {@link scheduleCurves}. */
export interface ScheduleCurvesOptions extends Appearance {
  /** Times, the same for all schedules. */
  readonly t: Numbers;
  /** Name and coefficients of each schedule; `alpha` and `sigma` have one number for each time. */
  readonly schedules: readonly { readonly name: string; readonly alpha: Numbers; readonly sigma: Numbers }[];
  /** Set above all panels. */
  readonly title?: string | undefined;
}

/**
 * The coefficients α(t) and σ(t) of noise schedules, one panel each, from −0.1 to the greater of 2 and 1.1 σ_max.
 *
 * @param options - times and coefficients
 * @returns an SVG document
 * @throws ShapeError when a coefficient has not one number for each time
 * @throws DataError when a number is not finite
 *
 * @example
 * scheduleCurves({ t: [0, 0.5, 1], schedules: [{ name: "linear", alpha: [1, 0.5, 0], sigma: [0, 0.5, 1] }] })
 */
export const scheduleCurves = ({ t, schedules, ...rest }: ScheduleCurvesOptions): string =>
  figure({
    ...rest,
    share: false,
    panels: schedules.map(({ name, alpha, sigma }) => {
      requireFinite("scheduleCurves", `alpha of ${name}`, alpha);
      requireFinite("scheduleCurves", `sigma of ${name}`, sigma);
      const top = Math.max(2, 1.1 * (max<number>(sigma) ?? 0));
      const series = [
        { x: t, y: alpha, label: "α(t)" },
        { x: t, y: sigma, label: "σ(t)" },
      ];
      return linePanel({ series, title: name, xlabel: "t", ylim: [-0.1, top] }, "scheduleCurves");
    }),
  });
