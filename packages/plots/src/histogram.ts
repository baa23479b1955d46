import { DataError } from "@nami/errors";
import { extent } from "d3-array";
import { limitsAround } from "./limits.js";
import { element, px } from "./markup.js";
import {
  type Limits,
  type Numbers,
  requireBetween,
  requireCount,
  requireFinite,
  requireLimits,
} from "./numbers.js";
import type { Appearance, Area, Panel, PanelText } from "./panel.js";
import { requireAxis } from "./scale.js";
import { single } from "./single.js";
import { seriesColor, type Theme } from "./theme.js";

/** One sample of a histogram. */
export interface HistogramSeries {
  readonly values: Numbers;
  /** Shown in the legend. */
  readonly label?: string | undefined;
  /** By default the next colour of the theme. */
  readonly color?: string | undefined;
}

/** Options of {@link histogramPanel}. */
export interface HistogramPanelOptions extends PanelText {
  /** At least one; drawn over each other. */
  readonly series: readonly HistogramSeries[];
  /** Number of bins over the range, at most 10,000; 100 by default. */
  readonly bins?: number | undefined;
  /** Ends of the first and the last bin; by default those of all values. Values outside are left out, but count in the density. */
  readonly range?: Limits | undefined;
  /** `"x"`, the default: values run to the right and bars upwards. `"y"`: values run upwards and bars to the side. */
  readonly along?: "x" | "y" | undefined;
  /** Greatest density of the axis; by default a little above the greatest of the bars. */
  readonly top?: number | undefined;
  /** Whether bars to the side grow to the left; false by default. */
  readonly mirror?: boolean | undefined;
  /** In [0, 1]; 0.5 by default. */
  readonly opacity?: number | undefined;
}

/** Options of {@link histogram}. */
export interface HistogramOptions extends HistogramPanelOptions, Appearance {}

/** More than there are pixels. */
const mostBins = 10_000;

/** Share of the values in each bin, over its width. */
const densities = (values: Numbers, bins: number, [low, high]: Limits): Float64Array => {
  const width = (high - low) / bins;
  const counts = new Float64Array(bins);
  for (const value of values) {
    const bin = value === high ? bins - 1 : Math.floor((value - low) / width);
    if (bin >= 0 && bin < bins) counts[bin]! += 1;
  }
  return counts.map((count) => count / values.length / width);
};

/**
 * A histogram as a panel for {@link figure}.
 *
 * @param options - see {@link histogram}
 * @returns a panel
 */
export const histogramPanel = (options: HistogramPanelOptions): Panel => {
  const { series, bins = 100, along = "x", mirror = false, opacity = 0.5, title = "" } = options;
  requireCount("histogram", "bins", bins, 1);
  requireBetween("histogram", "bins", bins, [1, mostBins]);
  requireLimits("histogram", "range", options.range);
  requireBetween("histogram", "opacity", opacity, [0, 1]);
  if (series.length === 0 || series.some(({ values }) => values.length === 0))
    throw new DataError("histogram: each series must hold at least one number, got none. Pass values.");
  for (const [i, { values }] of series.entries()) requireFinite("histogram", `series[${i}].values`, values);
  const ends = series.flatMap(({ values }) => extent(values as Iterable<number>) as [number, number]);
  const [least = 0, most = 1] = extent(ends);
  const range: Limits = options.range ?? limitsAround([least, most], 0);
  requireAxis({ label: "", limits: range, log: false });
  const heights = series.map(({ values }) => densities(values, bins, range));
  const greatest = heights.reduce((most, bars) => bars.reduce((a, b) => Math.max(a, b), most), 0);
  const top = options.top ?? 1.05 * (greatest || 1);
  requireBetween("histogram", "top", top, [Number.MIN_VALUE, Number.MAX_VALUE]);
  const edge = (i: number): number => range[0] + ((range[1] - range[0]) * i) / bins;
  const upright = along === "x";
  const color = (theme: Theme, i: number): string => series[i]?.color ?? seriesColor(theme, i);

  const outline = (bars: Float64Array, { x, y }: Area): string => {
    const place = (value: number, density: number): string =>
      upright ? `${px(x(value))} ${px(y(density))}` : `${px(x(density))} ${px(y(value))}`;
    const steps = [...bars].flatMap((bar, i) => [place(edge(i), bar), place(edge(i + 1), bar)]);
    return `M${[place(edge(0), 0), ...steps, place(edge(bins), 0)].join("L")}z`;
  };
  const values = { label: (upright ? options.xlabel : options.ylabel) ?? "", limits: range, log: false };
  const limits: Limits = mirror && !upright ? [top, 0] : [0, top];
  const density = { label: (upright ? options.ylabel : options.xlabel) ?? "density", limits, log: false };
  const names = series.flatMap(({ label = "" }) => (label === "" ? [] : [label]));
  return {
    title,
    summary: `${title === "" ? "" : `${title}: `}histogram${names.length === 0 ? "" : ` of ${names.join(", ")}`}.`,
    x: upright ? values : density,
    y: upright ? density : values,
    equal: false,
    fixed: true,
    legend: (theme) =>
      series.flatMap(({ label = "" }, i) =>
        label === "" ? [] : [{ label, color: color(theme, i), mark: "dot" as const }],
      ),
    draw: (area) =>
      heights
        .map((bars, i) => {
          const look = { fill: color(area.theme, i), "fill-opacity": opacity };
          return element("path", { class: "bars", d: outline(bars, area), ...look });
        })
        .join(""),
  };
};

/**
 * Histograms of samples, in units of density so that they compare with a density curve.
 *
 * @param options - samples, bins and their direction
 * @returns an SVG document
 * @throws DataError without values, when one is not finite, or when they are too far apart or too close for an axis
 * @throws OptionError for bins, range or opacity out of range
 *
 * @example
 * histogram({ series: [{ values: samples, label: "samples" }], bins: 50 })
 */
export const histogram = (options: HistogramOptions): string => single(histogramPanel(options), options);
