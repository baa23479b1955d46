import { ShapeError } from "@nami/errors";
import { extent, leastIndex } from "d3-array";
import { figure } from "./figure.js";
import { limitsAround } from "./limits.js";
import { stroke } from "./marks.js";
import {
  type Limits,
  type Numbers,
  requireBetween,
  requireCount,
  requireFinite,
  requirePlane,
} from "./numbers.js";
import type { Appearance, Panel } from "./panel.js";
import { scatterPanel } from "./scatter.js";

/** Options of {@link trajectoryPanels}. */
export interface TrajectoryPanelsOptions extends Appearance {
  /** The saved times, in any order; nami runs from 1 (noise) to 0 (data). */
  readonly t: Numbers;
  /** States, flat, of shape `[times, n, 2]`. */
  readonly x: Numbers;
  /** Rows of each state. */
  readonly n: number;
  /** Times to show, `[1, 0.75, 0.5, 0.25, 0]` by default; the nearest saved time is drawn and named. */
  readonly times?: readonly number[] | undefined;
  /** How many rows leave a line from the first saved time up to the panel's, 0 by default. */
  readonly lines?: number | undefined;
  /** Limits of all panels; by default around all states that are shown. */
  readonly xlim?: Limits | undefined;
  readonly ylim?: Limits | undefined;
  readonly title?: string | undefined;
  /** By default the theme's colour of data. */
  readonly color?: string | undefined;
  readonly opacity?: number | undefined;
  readonly radius?: number | undefined;
}

const requireTrajectory = ({ t, x, n }: TrajectoryPanelsOptions): void => {
  requireCount("trajectoryPanels", "n", n, 1);
  requireFinite("trajectoryPanels", "t", t);
  if (t.length === 0 || x.length !== t.length * n * 2) {
    throw new ShapeError(
      `trajectoryPanels: x must have shape [times, n, 2] with ${t.length} times and n = ${n} (${t.length * n * 2} numbers), got ${x.length} numbers. Pass t, x and n of the same trajectory.`,
    );
  }
  requirePlane("trajectoryPanels", "x", x);
};

const withLines = (panel: Panel, { x, n, lines = 0 }: TrajectoryPanelsOptions, last: number): Panel => ({
  ...panel,
  draw: (area) => {
    const look = { color: area.theme.muted, width: 0.8, opacity: 0.45 };
    const paths = Array.from({ length: Math.min(lines, n) }, (_, row) => {
      const at = (k: number): number => (k * n + row) * 2;
      const xs = Array.from({ length: last + 1 }, (_, k) => x[at(k)]!);
      const ys = Array.from({ length: last + 1 }, (_, k) => x[at(k) + 1]!);
      return stroke(xs, ys, area, look);
    });
    return paths.join("") + panel.draw(area);
  },
});

/**
 * How samples move from noise to data: one scatter plot for each time, all with the same limits.
 *
 * @param options - the trajectory `{ t, x }` with x flat, and the times to show
 * @returns an SVG document
 * @throws ShapeError when x has not `times · n · 2` numbers
 * @throws DataError when a coordinate is not finite
 * @throws OptionError for a time outside of the saved ones
 *
 * @example
 * trajectoryPanels({ t: [1, 0.75, 0.5, 0.25, 0], x, n: 200, xlim: [-3, 3], ylim: [-3, 3] })
 */
export const trajectoryPanels = (options: TrajectoryPanelsOptions): string => {
  const { t, x, n, times = [1, 0.75, 0.5, 0.25, 0], lines = 0, color, opacity, radius, title } = options;
  requireTrajectory(options);
  requireCount("trajectoryPanels", "lines", lines, 0);
  const range = extent(t as Iterable<number>) as [number, number];
  // Times that were rounded to single precision still hold their ends.
  const slack = 1e-6 * Math.max(...range.map(Math.abs));
  const shown = times.map((time, i) => {
    if (!(time >= range[0] - slack && time <= range[1] + slack))
      requireBetween("trajectoryPanels", `times[${i}]`, time, range);
    return leastIndex([...t], (a, b) => Math.abs(a - time) - Math.abs(b - time)) ?? 0;
  });
  const states = shown.map((k) => x.slice(k * n * 2, (k + 1) * n * 2));
  const axis = (first: number): Limits =>
    limitsAround(states.flatMap((state) => [...state].filter((_, i) => i % 2 === first)));
  const xlim = options.xlim ?? axis(0);
  const ylim = options.ylim ?? axis(1);
  const panels = shown.map((k, i) => {
    const points = states[i] ?? [];
    const name = `t = ${t[k]!.toFixed(2)}`;
    const colors = color === undefined ? undefined : [color];
    const panel = scatterPanel({ points, title: name, xlim, ylim, colors, opacity, radius });
    return lines === 0 ? panel : withLines(panel, options, k);
  });
  const { theme, panelWidth, panelHeight } = options;
  return figure({ panels, title, share: true, theme, panelWidth, panelHeight });
};
