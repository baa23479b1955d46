import { DataError } from "@nami/errors";
import { lettering, typeSize } from "./lettering.js";
import { limitsAround } from "./limits.js";
import { dots } from "./marks.js";
import { element, px } from "./markup.js";
import { type Limits, type Numbers, requirePlane } from "./numbers.js";
import type { Appearance, Area, Panel } from "./panel.js";
import { single } from "./single.js";
import { seriesColor, type Theme } from "./theme.js";

/** Options of {@link flowDiagram}. */
export interface FlowDiagramOptions extends Appearance {
  /** Noise, at t = 1, flat `x₀ y₀ x₁ y₁ …`; drawn at the left. */
  readonly source: Numbers;
  /** Data, at t = 0, flat; drawn at the right. */
  readonly target: Numbers;
  readonly title?: string | undefined;
  /** `"noise, t = 1"` by default. */
  readonly sourceLabel?: string | undefined;
  /** `"data, t = 0"` by default. */
  readonly targetLabel?: string | undefined;
  /** Over the arrow from noise to data, `"sampling"` by default. */
  readonly forth?: string | undefined;
  /** Under the arrow from data to noise, `"noising"` by default. */
  readonly back?: string | undefined;
}

/** Diagram units: two clouds of width 1 with a gap between them, and a strip for labels below. */
const gap = 0.7;
const whole: { readonly x: Limits; readonly y: Limits } = { x: [0, 2 + gap], y: [-0.16, 1] };

/** Moves a cloud into the unit square, with one scale for x and y, and then to the right. */
const place = (points: Numbers, right: number): Float64Array => {
  const axis = (first: number): Limits =>
    limitsAround(
      [...points].filter((_, i) => i % 2 === first),
      0.02,
    );
  const [x, y] = [axis(0), axis(1)];
  const size = Math.max(x[1] - x[0], y[1] - y[0]);
  const middles = [(x[0] + x[1]) / 2, (y[0] + y[1]) / 2];
  return Float64Array.from(
    points,
    (v, i) => (v - (middles[i % 2] ?? 0)) / size + 0.5 + (i % 2 === 0 ? right : 0),
  );
};

const arrow = ({ x, y, theme }: Area, height: number, [from, to]: Limits): string => {
  const back = from < to ? -9 : 9;
  const d = `M${px(x(from))} ${px(y(height))}H${px(x(to))}m${back} -5l${-back} 5l${back} 5`;
  return element("path", {
    class: "arrow",
    d,
    fill: "none",
    stroke: theme.muted,
    "stroke-width": 1.6,
    "stroke-linejoin": "round",
  });
};

/**
 * What a generative flow is, as a picture: a cloud of noise, a cloud of data, and the two directions between them.
 *
 * @param options - the two sets of points and their names
 * @returns an SVG document
 * @throws ShapeError when the points are not two-dimensional
 * @throws DataError when a coordinate is not finite or a set is empty
 *
 * @example
 * flowDiagram({ source: noise, target: data, title: "Noise to data" })
 */
export const flowDiagram = (options: FlowDiagramOptions): string => {
  const { source, target, title = "", forth = "sampling", back = "noising" } = options;
  const { sourceLabel = "noise, t = 1", targetLabel = "data, t = 0" } = options;
  for (const [name, points] of Object.entries({ source, target })) {
    requirePlane("flowDiagram", name, points);
    if (points.length > 0) continue;
    throw new DataError(`flowDiagram: ${name} must hold at least one point, got none. Pass some samples.`);
  }
  const clouds = [place(source, 0), place(target, 1 + gap)];
  const ends: Limits = [1.08, 1 + gap - 0.08];
  const draw = (area: Area): string => {
    const text = (content: string, x: number, y: number, theme: Theme): string =>
      lettering(content, {
        x: area.x(x),
        y: area.y(y),
        "text-anchor": "middle",
        "font-size": typeSize.label,
        fill: theme.text,
      });
    const marks = clouds.map((cloud, i) =>
      dots(cloud, area, { color: seriesColor(area.theme, 1 - i), radius: 1.6, opacity: 0.5 }),
    );
    const middle = 1 + gap / 2;
    return [
      ...marks,
      arrow(area, 0.56, ends),
      arrow(area, 0.44, [ends[1], ends[0]]),
      text(forth, middle, 0.6, area.theme),
      text(back, middle, 0.33, area.theme),
      text(sourceLabel, 0.5, -0.12, area.theme),
      text(targetLabel, 1.5 + gap, -0.12, area.theme),
    ].join("");
  };
  const panel: Panel = {
    title,
    summary: `${title === "" ? "" : `${title}: `}${sourceLabel} and ${targetLabel} with arrows for ${forth} and ${back} between them.`,
    x: { label: "", limits: whole.x, log: false },
    y: { label: "", limits: whole.y, log: false },
    equal: true,
    fixed: true,
    bare: true,
    legend: () => [],
    draw,
  };
  return single(panel, options);
};
