import { DataError } from "@nami/errors";
import { limitsAround, logLimitsAround } from "./limits.js";
import { type LineSeries, linePanel } from "./line-chart.js";
import { movingAverage } from "./moving-average.js";
import { type Limits, type Numbers, requireBetween, requireCount, requireFinite } from "./numbers.js";
import type { Appearance, Panel, PanelText } from "./panel.js";
import { single } from "./single.js";
import { lightTheme, seriesColor, type Theme } from "./theme.js";

/** Options of {@link lossPanel}. */
export interface LossPanelOptions extends PanelText {
  /** The loss of each recorded step. */
  readonly loss: Numbers;
  /** The step of each loss; 1, 2, 3, … by default. */
  readonly steps?: Numbers | undefined;
  /** Losses in a moving average, 100 by default; a run that is shorter shows none. */
  readonly window?: number | undefined;
  /** The known optimum of the loss, drawn as a dashed line. */
  readonly floor?: number | undefined;
  /** Name of that line, `"optimum"` by default; its value is added. */
  readonly floorLabel?: string | undefined;
  /** Whether the loss axis is logarithmic; false by default. */
  readonly log?: boolean | undefined;
  /** Ends of the loss axis; by default around the losses and the optimum. */
  readonly ylim?: Limits | undefined;
}

/** Options of {@link lossCurve}. */
export interface LossCurveOptions extends LossPanelOptions, Appearance {}

/**
 * The loss of a training run as a panel for {@link figure}.
 *
 * @param options - see {@link lossCurve}
 * @param theme - the colours that the figure will have
 * @returns a panel
 */
export const lossPanel = (options: LossPanelOptions, theme: Theme = lightTheme): Panel => {
  const { loss, window = 100, floor, floorLabel = "optimum", log = false, ylim } = options;
  const { title = "", xlabel = "step", ylabel = "loss" } = options;
  requireCount("lossCurve", "window", window, 1);
  if (loss.length === 0) {
    throw new DataError(
      "lossCurve: loss must hold at least one number, got none. Plot after the first step.",
    );
  }
  requireFinite("lossCurve", "loss", loss);
  if (floor !== undefined) requireBetween("lossCurve", "floor", floor, [-Number.MAX_VALUE, Number.MAX_VALUE]);
  const x = options.steps ?? Float64Array.from(loss, (_, i) => i + 1);

  const blue = seriesColor(theme, 0);
  const means = window === 1 ? new Float64Array() : movingAverage(loss, window);
  const series: LineSeries[] = [
    means.length === 0
      ? { x, y: loss, label: "loss", color: blue, width: 1.5 }
      : { x, y: loss, label: "loss", color: blue, width: 1, opacity: 0.35 },
  ];
  if (means.length > 0)
    series.push({ x: x.slice(window - 1), y: means, label: `mean of ${window}`, color: blue });
  if (floor !== undefined) {
    const label = `${floorLabel} ${Number(floor.toPrecision(4))}`;
    const ends = [x[0]!, x[x.length - 1]!];
    series.push({ x: ends, y: [floor, floor], label, color: seriesColor(theme, 1), dash: "6 4", width: 1.5 });
  }
  const values = floor === undefined ? loss : [...loss, floor];
  const limits = ylim ?? (log ? logLimitsAround(values) : limitsAround(values));
  return linePanel({ series, title, xlabel, ylabel, log, ylim: limits }, "lossCurve");
};

/**
 * The loss of a training run: every value faint, its moving average strong, the known optimum dashed.
 *
 * The mean over steps `i−w+1 … i` stands at step i ({@link movingAverage}).
 *
 * @param options - losses, window, optimum and size
 * @returns an SVG document
 * @throws DataError without losses, for a loss that is not finite, or not positive on a logarithmic axis
 * @throws ShapeError when steps and losses differ in length
 * @throws OptionError for a window below 1
 *
 * @example
 * lossCurve({ loss, window: 100, floor: 0.94 })
 */
export const lossCurve = (options: LossCurveOptions): string =>
  single(lossPanel(options, options.theme), options);
