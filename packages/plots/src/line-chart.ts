import { DataError, OptionError } from "@nami/errors";
import { limitsAround, logLimitsAround } from "./limits.js";
import { heads, region, stroke } from "./marks.js";
import {
  type Limits,
  type Numbers,
  requireCount,
  requireFinite,
  requireLimits,
  requireSameLength,
} from "./numbers.js";
import type { Appearance, Axis, Panel, PanelText } from "./panel.js";
import { single } from "./single.js";
import { seriesColor, type Theme } from "./theme.js";

/** One line of a line chart. */
export interface LineSeries {
  /** Finite. */
  readonly x: Numbers;
  /** One for each x; the line breaks where y is not finite. */
  readonly y: Numbers;
  /** Shown in the legend. */
  readonly label?: string | undefined;
  /** By default the next colour of the theme. */
  readonly color?: string | undefined;
  /** `stroke-dasharray`, for example `"5 4"`; lines beyond the theme's colours are dashed by default, those with a colour of their own are not. */
  readonly dash?: string | undefined;
  /** Pixels, 2 by default. */
  readonly width?: number | undefined;
  /** In [0, 1], 1 by default. */
  readonly opacity?: number | undefined;
  /** Fills what lies between the line and `y = 0` (`"y"`) or `x = 0` (`"x"`), on a logarithmic axis its lower end; nothing by default. */
  readonly fill?: "x" | "y" | undefined;
  /** Heads of arrows along the line: at every so many points, from point `offset` on (`every` by default). */
  readonly arrows?: { readonly every: number; readonly offset?: number | undefined } | undefined;
}

/** Options of {@link linePanel}. */
export interface LinePanelOptions extends PanelText {
  /** At least one; drawn in this order. */
  readonly series: readonly LineSeries[];
  /** Ends of the axes; by default around the lines with a margin of 4 %. */
  readonly xlim?: Limits | undefined;
  readonly ylim?: Limits | undefined;
  /** Whether the y axis is logarithmic; false by default. */
  readonly log?: boolean | undefined;
  /** Whether the x axis is logarithmic; false by default. */
  readonly logX?: boolean | undefined;
  /** Whether a unit of x is as long as a unit of y, for paths in the plane; false by default. */
  readonly equal?: boolean | undefined;
  /** Whether x grows to the left; false by default. */
  readonly mirror?: boolean | undefined;
}

/** Options of {@link lineChart}. */
export interface LineChartOptions extends LinePanelOptions, Appearance {}

const requirePositive = (from: string, name: string, values: Numbers, option = "log"): void => {
  const index = values.findIndex((value: number) => value <= 0);
  if (index < 0) return;
  throw new DataError(
    `${from}: ${name} must be positive on a logarithmic axis, got ${String(values[index])} at index ${index}. Use ${option}: false.`,
  );
};

const xAxis = (
  series: readonly LineSeries[],
  { xlim, xlabel = "", logX = false, mirror = false }: LinePanelOptions,
): Axis => {
  const values = series.flatMap(({ x }) => [...x]);
  const [low, high] = xlim ?? (logX ? logLimitsAround(values, 0.02) : limitsAround(values, 0.02));
  return { label: xlabel, limits: mirror ? [high, low] : [low, high], log: logX };
};

const yAxis = (series: readonly LineSeries[], { ylim, ylabel = "", log = false }: LinePanelOptions): Axis => {
  const values = series.flatMap(({ y }) => [...y].filter(Number.isFinite));
  return { label: ylabel, limits: ylim ?? (log ? logLimitsAround(values) : limitsAround(values)), log };
};

/**
 * Lines as a panel for {@link figure}.
 *
 * @param options - see {@link lineChart}
 * @param from - the public function that is named in errors
 * @returns a panel
 */
export const linePanel = (options: LinePanelOptions, from = "lineChart"): Panel => {
  const { series, xlim, ylim, title = "", log = false, logX = false, equal = false } = options;
  if (equal && (log || logX))
    throw new OptionError(
      `${from}: equal must be false with a logarithmic axis, got ${log ? "log" : "logX"}: true. Leave out one of them.`,
    );
  if (series.every(({ x }) => x.length === 0)) {
    throw new DataError(
      `${from}: series must hold at least one point, got none. Pass x and y of some length.`,
    );
  }
  for (const [i, { x, y, arrows }] of series.entries()) {
    if (arrows !== undefined) requireCount(from, `series[${i}].arrows.every`, arrows.every, 1);
    requireSameLength(from, [`series[${i}].x`, `series[${i}].y`], x, y);
    requireFinite(from, `series[${i}].x`, x);
    if (log) requirePositive(from, `series[${i}].y`, y);
    if (logX) requirePositive(from, `series[${i}].x`, x, "logX");
  }
  requireLimits(from, "xlim", xlim);
  requireLimits(from, "ylim", ylim);
  if (log && ylim !== undefined) requirePositive(from, "ylim", ylim);
  if (logX && xlim !== undefined) requirePositive(from, "xlim", xlim, "logX");

  const color = (theme: Theme, i: number): string => series[i]?.color ?? seriesColor(theme, i);
  const dash = (theme: Theme, i: number): string | undefined =>
    series[i]?.dash ?? (i < theme.series.length || series[i]?.color !== undefined ? undefined : "5 4");
  const names = series.flatMap(({ label = "" }) => (label === "" ? [] : [label]));
  return {
    title,
    summary: `${title === "" ? "" : `${title}: `}line chart${names.length > 0 ? ` of ${names.join(", ")}` : ""}.`,
    x: xAxis(series, options),
    y: yAxis(series, options),
    equal,
    fixed: xlim !== undefined && ylim !== undefined,
    legend: (theme) =>
      series.flatMap(({ label = "", opacity }, i) => {
        const look = { color: color(theme, i), dash: dash(theme, i), opacity };
        return label === "" ? [] : [{ label, mark: "line" as const, ...look }];
      }),
    draw: (area) =>
      series
        .map(({ x, y, width = 2, opacity = 1, fill, arrows }, i) => {
          const look = { color: color(area.theme, i), opacity };
          return [
            fill === undefined ? "" : region(x, y, area, { ...look, opacity: 0.35 * opacity, to: fill }),
            stroke(x, y, area, { ...look, dash: dash(area.theme, i), width }),
            arrows === undefined ? "" : heads(x, y, area, { ...look, size: 4 + 2 * width, ...arrows }),
          ].join("");
        })
        .join(""),
  };
};

/**
 * Lines over a common axis, or paths in the plane.
 *
 * @param options - the lines, limits, labels and size
 * @returns an SVG document; a line takes at most four points a pixel, however long it is
 * @throws ShapeError when x and y differ in length
 * @throws DataError when an x is not finite, or what stands on a logarithmic axis is not positive
 * @throws OptionError for limits that are not ascending, or `equal` with a logarithmic axis
 *
 * @example
 * lineChart({ series: [{ x: t, y: alpha, label: "α(t)" }, { x: t, y: sigma, label: "σ(t)" }], xlabel: "t" })
 */
export const lineChart = (options: LineChartOptions): string => single(linePanel(options), options);
