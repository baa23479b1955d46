import { lettering, typeSize } from "./lettering.js";
import { element, px } from "./markup.js";
import type { Scale } from "./scale.js";
import type { Theme } from "./theme.js";

/** What surrounds a plotting area. */
export interface AxesOptions {
  readonly x: Scale;
  readonly y: Scale;
  readonly width: number;
  readonly height: number;
  /** Empty where a neighbour in a shared figure shows it. */
  readonly xlabel: string;
  readonly ylabel: string;
  /** Pixels between the area and the baseline of the y label. */
  readonly ylabelOffset: number;
  /** Whether tick labels are written. */
  readonly xTicks: boolean;
  readonly yTicks: boolean;
  readonly theme: Theme;
}

/** The grid, drawn below the marks. */
export const drawGrid = ({ x, y, width, height, theme }: AxesOptions): string => {
  const lines = [
    ...x.ticks.map(({ at }) => `M${px(at)} 0V${px(height)}`),
    ...y.ticks.map(({ at }) => `M0 ${px(at)}H${px(width)}`),
  ];
  return element("path", { class: "grid", d: lines.join(""), stroke: theme.grid, fill: "none" });
};

/** Axis lines, tick marks, tick labels and axis labels, drawn above the marks. */
export const drawAxes = (options: AxesOptions): string => {
  const { x, y, width, height, xlabel, ylabel, ylabelOffset, xTicks, yTicks, theme } = options;
  const marks = [
    `M0 0V${px(height)}H${px(width)}`,
    ...x.ticks.map(({ at }) => `M${px(at)} ${px(height)}v4`),
    ...y.ticks.map(({ at }) => `M0 ${px(at)}h-4`),
  ];
  const small = { fill: theme.muted, "font-size": typeSize.tick };
  const label = { fill: theme.text, "font-size": typeSize.label, "text-anchor": "middle" };
  const parts = [element("path", { class: "axes", d: marks.join(""), stroke: theme.axis, fill: "none" })];
  for (const tick of xTicks ? x.ticks : []) {
    parts.push(lettering(tick.label, { ...small, x: tick.at, y: height + 17, "text-anchor": "middle" }));
  }
  for (const tick of yTicks ? y.ticks : []) {
    parts.push(lettering(tick.label, { ...small, x: -8, y: tick.at + 3.8, "text-anchor": "end" }));
  }
  if (xlabel !== "") parts.push(lettering(xlabel, { ...label, x: width / 2, y: height + 35 }));
  if (ylabel !== "") {
    const transform = `translate(${px(-ylabelOffset)} ${px(height / 2)}) rotate(-90)`;
    parts.push(lettering(ylabel, { ...label, transform }));
  }
  return parts.join("");
};
