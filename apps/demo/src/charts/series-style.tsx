import type { Theme } from "@nami/plots";
import type { JSX } from "preact";
import { figureTheme } from "../shell/theme.js";

/** How a line of a chart looks: no two of the first fifteen share both colour and form. */
export interface SeriesStyle {
  readonly color: string;
  /** Lengths of strokes and gaps. */
  readonly dashes: string;
  readonly marker: "circle" | "square" | "triangle";
}

const dashes = ["none", "7 4", "2 3"] as const;
const markers = ["circle", "square", "triangle"] as const;

/** The look of the line of a number. */
export const seriesStyle = ({ series, text }: Theme, index: number): SeriesStyle => {
  const form = Math.floor(index / series.length) % dashes.length;
  return { color: series[index % series.length] ?? text, dashes: dashes[form]!, marker: markers[form]! };
};

/** A mark at a point, in the form of its line. */
export const Marker = ({
  x,
  y,
  style: { color, marker },
  size = 3.2,
}: {
  readonly x: number;
  readonly y: number;
  readonly style: SeriesStyle;
  readonly size?: number;
}): JSX.Element => {
  if (marker === "circle") return <circle cx={x} cy={y} r={size} fill={color} />;
  if (marker === "square")
    return <rect x={x - size} y={y - size} width={2 * size} height={2 * size} fill={color} />;
  const reach = 1.3 * size;
  return <path d={`M${x} ${y - reach}l${reach} ${1.8 * reach}h${-2 * reach}z`} fill={color} />;
};

/** A short piece of a line, beside its name. */
export const Swatch = ({
  index,
  marked = false,
}: {
  readonly index: number;
  readonly marked?: boolean;
}): JSX.Element => {
  const style = seriesStyle(figureTheme.value, index);
  return (
    <svg class="swatch" width="30" height="12" viewBox="0 0 30 12" aria-hidden="true" focusable="false">
      <path d="M1 6h28" stroke={style.color} stroke-width="2.2" stroke-dasharray={style.dashes} fill="none" />
      {marked && <Marker x={15} y={6} style={style} />}
    </svg>
  );
};
