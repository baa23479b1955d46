import { rgb } from "d3-color";
import { interpolateGreys, interpolateRdBu, interpolateViridis } from "d3-scale-chromatic";

/** Colours from low to high: viridis; blue over white to red; white to black. */
export type ColorMap = "viridis" | "diverging" | "gray";

const ramps: Readonly<Record<ColorMap, (fraction: number) => string>> = {
  viridis: interpolateViridis,
  diverging: (fraction) => interpolateRdBu(1 - fraction),
  gray: interpolateGreys,
};

/** The colour at a fraction in [0, 1], as CSS. */
export const cssColor = (map: ColorMap, fraction: number): string => ramps[map](fraction);

/** 256 colours of a map as bytes, `r₀ g₀ b₀ r₁ …`. */
export const colorTable = (map: ColorMap): Uint8Array => {
  const table = new Uint8Array(3 * 256);
  for (let i = 0; i < 256; i += 1) {
    const { r, g, b } = rgb(ramps[map](i / 255));
    table.set([r, g, b], 3 * i);
  }
  return table;
};

/** Whether a name is that of a map. */
export const isColorMap = (name: unknown): name is ColorMap => Object.hasOwn(ramps, String(name));
