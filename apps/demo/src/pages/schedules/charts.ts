import type { ChartAxis } from "../../charts/axis.js";
import type { ChartPicture, ChartPoint, ChartSeries } from "../../charts/line-chart.js";
import { samplerNames, scheduleNames } from "../../samplers/names.js";
import { type SamplerPoint, stepCounts } from "../../samplers/protocol.js";
import { curveOf } from "../../samplers/schedules.js";
import { samplerTitles, scheduleTitles, titleOf } from "./names.js";
import type { SchedulesState } from "./state.js";

const times: ChartAxis = { label: "t: data at 0, noise at 1", low: 0, high: 1 };
const alphas: ChartAxis = { label: "α, of the data", low: 0, high: 1.05 };
const linearSigmas: ChartAxis = { label: "σ, of the noise", low: 0, high: 1.5 };
const allSigmas: ChartAxis = { ...linearSigmas, low: 0.001, high: 100, isLogarithmic: true };
const logSnrs: ChartAxis = { label: "log-SNR, 2 ln(α/σ)", low: -12, high: 12 };

/** What of a schedule is drawn and tabulated. */
export const quantities = ["alpha", "sigma", "logSnr"] as const;

const curves = new Map(
  scheduleNames.map((name) => [name, quantities.map((quantity) => curveOf(name, quantity))]),
);

/** α, σ and the log-SNR of the chosen schedules over time, a chart each. */
export const scheduleCharts = ({
  curves: chosen,
  log,
}: Pick<SchedulesState, "curves" | "log">): readonly ChartPicture[] => {
  const series = (quantity: number): readonly ChartSeries[] =>
    chosen.map((name) => ({
      name: titleOf(scheduleTitles, name),
      index: scheduleNames.indexOf(name),
      points: curves.get(name)![quantity]!,
    }));
  return [
    { title: "The factor α of the data over time", y: alphas },
    { title: "The factor σ of the noise over time", y: log ? allSigmas : linearSigmas },
    { title: "The logarithm of the signal-to-noise ratio over time", y: logSnrs },
  ].map((chart, i) => ({ ...chart, x: times, series: series(i) }));
};

const evaluations: ChartAxis = {
  label: "evaluations of the denoiser",
  low: 2.5,
  high: 400,
  isLogarithmic: true,
};

/** Whole decades around all errors that can be drawn. */
const errorAxis = (points: readonly SamplerPoint[]): ChartAxis => {
  const sound = points.map(({ error }) => error).filter((error) => error > 0 && error < 1e6);
  const [least, most] = [Math.min(0.1, ...sound), Math.max(0.1, ...sound)];
  return {
    label: "distance from the exact points",
    low: 10 ** Math.floor(Math.log10(least)),
    high: 10 ** Math.ceil(Math.log10(most) + 1e-9),
    isLogarithmic: true,
  };
};

/** The measured number of steps that lies nearest to one. */
export const nearestCount = (steps: number): number =>
  stepCounts.reduce((best, n) => (Math.abs(n - steps) < Math.abs(best - steps) ? n : best));

const placeOf = ({ evaluations: x, error }: SamplerPoint): ChartPoint => [x, error];

/**
 * Errors of the chosen samplers over evaluations.
 *
 * @param points what is measured of them
 * @param floor the distance of as many draws from the exact distribution
 */
export const errorChart = (
  { samplers, steps }: Pick<SchedulesState, "samplers" | "steps">,
  points: readonly SamplerPoint[],
  floor: number | undefined,
): ChartPicture => ({
  title: "Distance of samples from the exact points over evaluations of the denoiser",
  x: evaluations,
  y: errorAxis(points),
  floor: floor === undefined ? undefined : { value: floor, name: "2,000 draws" },
  series: samplers.map((name) => {
    const own = points.filter(({ sampler }) => sampler === name).sort((a, b) => a.steps - b.steps);
    const ringed = own.find((point) => point.steps === nearestCount(steps));
    return {
      name: titleOf(samplerTitles, name),
      index: samplerNames.indexOf(name),
      points: own.map(placeOf),
      ringed: ringed && placeOf(ringed),
    };
  }),
});
