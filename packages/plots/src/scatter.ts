import { DataError, OptionError } from "@nami/errors";
import { limitsAround } from "./limits.js";
import { dots } from "./marks.js";
import {
  type Limits,
  type Numbers,
  requireBetween,
  requireFinite,
  requireLimits,
  requirePlane,
  requireSameLength,
} from "./numbers.js";
import type { Appearance, Panel, PanelText } from "./panel.js";
import { single } from "./single.js";
import { seriesColor, type Theme } from "./theme.js";

/** One set of points of a scatter plot. */
export interface ScatterSeries {
  /** Flat coordinates `x₀ y₀ x₁ y₁ …`. */
  readonly points: Numbers;
  /** The shape before flattening, `[n, 2]`; give it to have it checked. */
  readonly shape?: readonly number[] | undefined;
  /** Shown in the legend. */
  readonly label?: string | undefined;
  /** By default the next colour of the theme. */
  readonly color?: string | undefined;
}

/** Options of {@link scatterPanel}. Give either `points` or `series`. */
export interface ScatterPanelOptions extends PanelText {
  /** One set of points, flat. */
  readonly points?: Numbers | undefined;
  /** The shape of `points` before flattening, `[n, 2]`; give it to have it checked. */
  readonly shape?: readonly number[] | undefined;
  /** The class 0, 1, 2, … of each of `points`, which takes the colour of that number. */
  readonly classes?: Numbers | undefined;
  /** Several sets of points. */
  readonly series?: readonly ScatterSeries[] | undefined;
  /** Names for the legend, by series or class. */
  readonly labels?: readonly string[] | undefined;
  /** Colours by series or class, instead of the theme's. */
  readonly colors?: readonly string[] | undefined;
  /** Ends of the axes, kept exactly where both are given; by default around the points with a margin of 4 %. */
  readonly xlim?: Limits | undefined;
  readonly ylim?: Limits | undefined;
  /** Whether a unit of x is as long as a unit of y; true by default. */
  readonly equal?: boolean | undefined;
  /** In [0, 1]; 0.5 by default. */
  readonly opacity?: number | undefined;
  /** Pixels, in [0.1, 50]; by default 2.2 for up to 1,000 points, 1.8 up to 4,000, else 1.4. */
  readonly radius?: number | undefined;
}

/** Options of {@link scatter}. */
export interface ScatterOptions extends ScatterPanelOptions, Appearance {}

const byClass = (points: Numbers, classes: Numbers): ScatterSeries[] => {
  requireSameLength(
    "scatter",
    ["points (pairs)", "classes"],
    Array.from({ length: points.length / 2 }),
    classes,
  );
  const sets: number[][] = [];
  classes.forEach((name: number, i: number) => {
    if (!Number.isSafeInteger(name) || name < 0 || name > 99) {
      throw new DataError(
        `scatter: classes must be whole numbers in [0, 99], got ${String(name)} at index ${i}. Number the classes 0, 1, 2, ….`,
      );
    }
    while (sets.length <= name) sets.push([]);
    sets[name]!.push(points[2 * i]!, points[2 * i + 1]!);
  });
  return sets.map((set) => ({ points: set }));
};

const everyOther = function* (series: readonly ScatterSeries[], first: 0 | 1): Generator<number> {
  for (const { points } of series) for (let i = first; i < points.length; i += 2) yield points[i]!;
};

const readSeries = ({ points, shape, classes, series }: ScatterPanelOptions): readonly ScatterSeries[] => {
  if ((points === undefined) === (series === undefined)) {
    const got = points === undefined ? "neither" : "both";
    throw new OptionError(
      `scatter: give either points or series, got ${got}. Pass several sets of points as series.`,
    );
  }
  if (points !== undefined) requirePlane("scatter", "points", points, shape);
  for (const [i, one] of (series ?? []).entries()) {
    requirePlane("scatter", `series[${i}].points`, one.points, one.shape);
  }
  if (points === undefined) return series ?? [];
  if (classes === undefined) return [{ points }];
  requireFinite("scatter", "classes", classes);
  return byClass(points, classes);
};

/**
 * Points of the plane as a panel for {@link figure}.
 *
 * @param options - see {@link scatter}
 * @returns a panel
 */
export const scatterPanel = (options: ScatterPanelOptions): Panel => {
  const { labels = [], colors = [], xlim, ylim, equal = true, opacity = 0.5, title = "" } = options;
  const series = readSeries(options);
  requireLimits("scatter", "xlim", xlim);
  requireLimits("scatter", "ylim", ylim);
  requireBetween("scatter", "opacity", opacity, [0, 1]);
  const count = series.reduce((sum, { points }) => sum + points.length / 2, 0);
  if (count === 0 && (xlim === undefined || ylim === undefined)) {
    throw new DataError(
      "scatter: there must be at least one point, got 0. Pass points, or xlim and ylim for empty axes.",
    );
  }
  const radius = options.radius ?? (count <= 1000 ? 2.2 : count <= 4000 ? 1.8 : 1.4);
  requireBetween("scatter", "radius", radius, [0.1, 50]);

  const names = series.map((one, i) => one.label ?? labels[i] ?? "");
  const color = (theme: Theme, i: number): string => series[i]?.color ?? colors[i] ?? seriesColor(theme, i);
  const named = names.some((name) => name !== "")
    ? `: ${names.filter((name) => name !== "").join(", ")}`
    : "";
  return {
    title,
    summary: `${title === "" ? "" : `${title}: `}scatter plot of ${count} points${named}.`,
    x: { label: options.xlabel ?? "x₁", limits: xlim ?? limitsAround(everyOther(series, 0)), log: false },
    y: { label: options.ylabel ?? "x₂", limits: ylim ?? limitsAround(everyOther(series, 1)), log: false },
    equal,
    fixed: xlim !== undefined && ylim !== undefined,
    legend: (theme) =>
      names.flatMap((label, i) =>
        label === "" ? [] : [{ label, color: color(theme, i), mark: "dot" as const }],
      ),
    draw: (area) =>
      series
        .map(({ points }, i) => dots(points, area, { color: color(area.theme, i), radius, opacity }))
        .join(""),
  };
};

/**
 * A scatter plot of points of the plane.
 *
 * @param options - points or series, their names and colours, limits, aspect and size
 * @returns an SVG document; 10,000 points take about 130 kB
 * @throws ShapeError when the points are not two-dimensional
 * @throws DataError when a coordinate is not finite, or when there is no point and no limits
 * @throws OptionError for limits, opacity or radius out of range
 *
 * @example
 * scatter({ series: [{ points: data, label: "data" }, { points: drawn, label: "generated" }] })
 */
export const scatter = (options: ScatterOptions): string => single(scatterPanel(options), options);
