import { DataError } from "@nami/errors";
import { lettering, typeSize } from "./lettering.js";
import { limitsAround } from "./limits.js";
import { requireFinite } from "./numbers.js";
import type { Panel } from "./panel.js";

/** Words at a place of a panel. */
export interface Label {
  readonly text: string;
  /** Where, in data units. */
  readonly x: number;
  readonly y: number;
  /** Pixels to the right and upwards from there; 0 by default. */
  readonly offset?: readonly [right: number, up: number] | undefined;
  /** The part of the text that stands there; `"start"` by default. */
  readonly anchor?: "start" | "middle" | "end" | undefined;
  /** By default the theme's colour of text. */
  readonly color?: string | undefined;
  /** Pixels; 12 by default. */
  readonly size?: number | undefined;
}

/**
 * Words over another panel, for {@link layers}.
 *
 * @param labels - at least one
 * @returns a panel with limits around the places
 * @throws DataError without labels, or when a place is not finite
 *
 * @example
 * layers(linePanel({ series }), labelPanel([{ text: "x_t", x: 0.67, y: -0.85, offset: [6, 6] }]))
 */
export const labelPanel = (labels: readonly Label[]): Panel => {
  const [xs, ys] = [labels.map(({ x }) => x), labels.map(({ y }) => y)];
  if (labels.length === 0)
    throw new DataError("labelPanel: there must be at least one label, got none. Leave the panel out.");
  requireFinite("labelPanel", "x", xs);
  requireFinite("labelPanel", "y", ys);
  return {
    title: "",
    summary: `Words: ${labels.map(({ text }) => text).join(", ")}.`,
    x: { label: "", limits: limitsAround(xs), log: false },
    y: { label: "", limits: limitsAround(ys), log: false },
    equal: false,
    fixed: false,
    legend: () => [],
    draw: ({ x, y, theme }) =>
      labels
        .map(({ text, offset = [0, 0], anchor, color = theme.text, size = typeSize.label, ...place }) => {
          const [across, down] = [x(place.x), y(place.y)];
          if (!Number.isFinite(across) || !Number.isFinite(down))
            throw new DataError(
              `labelPanel: places must be positive on a logarithmic axis, got (${place.x}, ${place.y}). Move the label.`,
            );
          return lettering(text, {
            class: "label",
            x: across + offset[0],
            y: down - offset[1],
            "text-anchor": anchor,
            fill: color,
            "font-size": size,
          });
        })
        .join(""),
  };
};
