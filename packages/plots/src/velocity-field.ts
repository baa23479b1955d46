import { DataError } from "@nami/errors";
import { interpolateViridis } from "d3-scale-chromatic";
import { arrow } from "./arrow.js";
import { limitsAround } from "./limits.js";
import { element } from "./markup.js";
import {
  type Limits,
  type Numbers,
  requireBetween,
  requireLimits,
  requirePlane,
  requireSameLength,
} from "./numbers.js";
import type { Appearance, Area, Panel, PanelText } from "./panel.js";
import { single } from "./single.js";

/** Options of {@link velocityFieldPanel}. */
export interface VelocityFieldPanelOptions extends PanelText {
  /** Where the arrows start, flat `x₀ y₀ x₁ y₁ …`. */
  readonly x: Numbers;
  /** Velocities at those places, flat, in units of x per unit of time. */
  readonly vectors: Numbers;
  /** Ends of the axes, kept exactly where both are given; by default around the places. */
  readonly xlim?: Limits | undefined;
  readonly ylim?: Limits | undefined;
  /** Length of the fastest arrow in units of the mean distance between places, in (0, 20]; 1.3 by default. */
  readonly length?: number | undefined;
  /** Whether the colour bar of the speed is drawn; true by default. */
  readonly colorBar?: boolean | undefined;
}

/** Options of {@link velocityField}. */
export interface VelocityFieldOptions extends VelocityFieldPanelOptions, Appearance {}

/** Arrows of nearly the same speed share a path and a colour. */
const colorSteps = 32;

/** Viridis without its palest end, which is lost on white. */
const speedColor = (fraction: number): string => interpolateViridis(fraction * 0.92);

/**
 * A velocity field as a panel for {@link figure}.
 *
 * @param options - see {@link velocityField}
 * @returns a panel
 */
export const velocityFieldPanel = (options: VelocityFieldPanelOptions): Panel => {
  const { x: places, vectors, xlim, ylim, length = 1.3, colorBar = true, title = "" } = options;
  requirePlane("velocityField", "x", places);
  requirePlane("velocityField", "vectors", vectors);
  requireSameLength("velocityField", ["x", "vectors"], places, vectors);
  requireLimits("velocityField", "xlim", xlim);
  requireLimits("velocityField", "ylim", ylim);
  requireBetween("velocityField", "length", length, [Number.MIN_VALUE, 20]);
  const count = places.length / 2;
  if (count === 0)
    throw new DataError("velocityField: x must hold at least one place, got none. Pass a grid of places.");
  const speeds = Float64Array.from({ length: count }, (_, i) =>
    Math.hypot(vectors[2 * i]!, vectors[2 * i + 1]!),
  );
  const fastest = speeds.reduce((most, speed) => Math.max(most, speed), 0);
  // Slower than any axis can show is at rest.
  const top = fastest < 1e-300 ? 1 : fastest;

  const draw = ({ x, y, width, height }: Area): string => {
    const spacing = Math.sqrt((width * height) / count);
    const unit = Math.abs(x(1) - x(0));
    const longest = (spacing * length) / unit;
    const paths: string[][] = Array.from({ length: colorSteps }, () => []);
    for (let i = 0; i < count; i += 1) {
      const [px0, py0] = [x(places[2 * i]!), y(places[2 * i + 1]!)];
      const dx = x(places[2 * i]! + (vectors[2 * i]! / top) * longest) - px0;
      const dy = y(places[2 * i + 1]! + (vectors[2 * i + 1]! / top) * longest) - py0;
      paths[Math.round((speeds[i]! / top) * (colorSteps - 1))]!.push(arrow(px0, py0, dx, dy));
    }
    return paths
      .map((path, i) =>
        element("path", { class: "arrows", d: path.join(""), fill: speedColor(i / (colorSteps - 1)) }),
      )
      .filter((_, i) => paths[i]!.length > 0)
      .join("");
  };
  const axis = (first: number): Limits =>
    limitsAround(
      [...places].filter((_, i) => i % 2 === first),
      0.08,
    );
  return {
    title,
    summary: `${title === "" ? "" : `${title}: `}velocity field at ${count} places with speeds up to ${Number(fastest.toPrecision(3))}.`,
    x: { label: options.xlabel ?? "x₁", limits: xlim ?? axis(0), log: false },
    y: { label: options.ylabel ?? "x₂", limits: ylim ?? axis(1), log: false },
    equal: true,
    fixed: xlim !== undefined && ylim !== undefined,
    legend: () => [],
    colorBar: colorBar
      ? { label: "speed", limits: [0, top], color: speedColor, levels: 0, clamped: false }
      : undefined,
    draw,
  };
};

/**
 * Arrows along a velocity field, coloured by speed.
 *
 * The fastest arrow is `length` times the mean distance between places; all others are in proportion, and directions
 * are true because the aspect is equal.
 *
 * @param options - places, velocities and size
 * @returns an SVG document
 * @throws ShapeError when places and velocities do not match or are not two-dimensional
 * @throws DataError when a number is not finite
 *
 * @example
 * velocityField({ x: [0, 0, 1, 0], vectors: [1, 0, 0, 1] })
 */
export const velocityField = (options: VelocityFieldOptions): string =>
  single(velocityFieldPanel(options), options);
