import { lettering, textWidth, typeSize } from "./lettering.js";
import { element, px } from "./markup.js";
import type { ColorBar } from "./panel.js";
import { makeScale, type Scale } from "./scale.js";
import type { Theme } from "./theme.js";

const offset = 14;
const thickness = 13;
const tip = 9;

const barScale = (bar: ColorBar, height: number): Scale =>
  makeScale({ label: bar.label, limits: bar.limits, log: false }, height - (bar.clamped ? tip : 0), false);

const labelWidth = (scale: Scale): number =>
  Math.max(0, ...scale.ticks.map((tick) => textWidth(tick.label, typeSize.tick)));

/**
 * Room that a colour bar takes to the right of a plotting area.
 *
 * @param height - of the plotting area
 * @returns pixels
 */
export const colorBarWidth = (bar: ColorBar, height: number): number =>
  offset + thickness + 9 + labelWidth(barScale(bar, height)) + (bar.label === "" ? 4 : 20);

/** The colour bar as SVG beside an area that is `width` by `height`; without ids, so that figures share a page. */
export const drawColorBar = (bar: ColorBar, width: number, height: number, theme: Theme): string => {
  const scale = barScale(bar, height);
  const length = height - (bar.clamped ? tip : 0);
  const x = width + offset;
  const bands = bar.levels > 0 ? Math.min(bar.levels, 128) : 64;
  const parts: string[] = [];
  for (let i = 0; i < bands; i += 1) {
    const y = (length * i) / bands;
    const fill = bar.color(bands === 1 ? 0.5 : (bands - 1 - i) / (bands - 1));
    // Each band reaches down to the end of the bar, so that no seam shows between neighbours.
    parts.push(element("rect", { x, y, width: thickness, height: length - y, fill }));
  }
  if (bar.clamped) {
    const d = `M${px(x)} ${px(length)}h${thickness}L${px(x + thickness / 2)} ${px(height)}z`;
    parts.push(element("path", { d, fill: bar.color(0) }));
  }
  const edge = x + thickness;
  const d = scale.ticks.map((tick) => `M${px(edge)} ${px(tick.at)}h4`).join("");
  parts.push(element("path", { d, stroke: theme.axis, fill: "none" }));
  for (const tick of scale.ticks) {
    const place = { x: edge + 7, y: tick.at + 3.8, "font-size": typeSize.tick, fill: theme.muted };
    parts.push(lettering(tick.label, place));
  }
  if (bar.label !== "") {
    const transform = `translate(${px(edge + 7 + labelWidth(scale) + 15)} ${px(height / 2)}) rotate(-90)`;
    const look = { "font-size": typeSize.label, fill: theme.text, "text-anchor": "middle" };
    parts.push(lettering(bar.label, { transform, ...look }));
  }
  return element("g", { class: "color-bar" }, parts.join(""));
};
