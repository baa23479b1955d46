import { describe, expect, test } from "vitest";
import { darkTheme, lightTheme, seriesColor } from "./theme.js";

type Rgb = readonly [number, number, number];

const linear = (hex: string): Rgb => {
  const channel = (at: number): number => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
};

const times = (rows: readonly Rgb[], v: Rgb): Rgb => {
  const [x = 0, y = 0, z = 0] = rows.map((row) => row[0] * v[0] + row[1] * v[1] + row[2] * v[2]);
  return [x, y, z];
};

/** Full dichromacy: Machado, Oliveira and Fernandes (2009), table 1, severity 1. */
const sight: Readonly<Record<string, readonly Rgb[]>> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const toXyz: readonly Rgb[] = [
  [0.4124564, 0.3575761, 0.1804375],
  [0.2126729, 0.7151522, 0.072175],
  [0.0193339, 0.119192, 0.9503041],
];

const lab = (hex: string, eyes: readonly Rgb[]): Rgb => {
  const [r, g, b] = times(eyes, linear(hex)).map((value) => Math.min(1, Math.max(0, value)));
  const [x, y, z] = times(toXyz, [r ?? 0, g ?? 0, b ?? 0]);
  const f = (value: number): number => (value > 0.008856 ? Math.cbrt(value) : 7.787 * value + 16 / 116);
  return [116 * f(y) - 16, 500 * (f(x / 0.95047) - f(y)), 200 * (f(y) - f(z / 1.08883))];
};

const leastDifference = (colors: readonly string[]): number => {
  let least = Number.POSITIVE_INFINITY;
  for (const eyes of Object.values(sight))
    for (const [i, a] of colors.entries())
      for (const b of colors.slice(i + 1)) {
        const [p, q] = [lab(a, eyes), lab(b, eyes)];
        least = Math.min(least, Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]));
      }
  return least;
};

const contrast = (a: string, b: string): number => {
  const luminance = (hex: string): number => times(toXyz, linear(hex))[1] + 0.05;
  return Math.max(luminance(a), luminance(b)) / Math.min(luminance(a), luminance(b));
};

describe.each([
  ["light", lightTheme],
  ["dark", darkTheme],
] as const)("the %s theme", (_, theme) => {
  test("its series stay apart for every kind of colour vision", () => {
    expect(leastDifference(theme.series)).toBeGreaterThanOrEqual(25);
  });

  test("its marks and its text stand out from the background", () => {
    for (const color of theme.series) expect(contrast(color, theme.background)).toBeGreaterThanOrEqual(3);
    for (const color of [theme.text, theme.muted])
      expect(contrast(color, theme.background)).toBeGreaterThanOrEqual(4.5);
  });

  test("its palette starts again when it is used up", () => {
    expect(seriesColor(theme, theme.series.length)).toBe(theme.series[0]);
  });
});

test("the usual red and green would fail the test of colour vision", () => {
  expect(leastDifference(["#D62728", "#2CA02C"])).toBeLessThan(25);
});
