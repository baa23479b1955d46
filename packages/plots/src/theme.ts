/** The colours of a figure. Every colour is any CSS colour that SVG takes. */
export interface Theme {
  /** Filled behind everything. */
  readonly background: string;
  /** Titles, labels and tick labels. */
  readonly text: string;
  /** Secondary text: tick labels. */
  readonly muted: string;
  /** Grid lines. */
  readonly grid: string;
  /** Axis lines and tick marks. */
  readonly axis: string;
  /** Colours of the series in order: the first for data, the second for what a model generated. */
  readonly series: readonly string[];
}

/**
 * Dark marks on white, the default.
 *
 * Any two of `series` stay at least 25 ΔE apart (CIE 1976) for readers with protanopia, deuteranopia and
 * tritanopia, and each has a contrast of at least 3 : 1 to the background (WCAG 2.2, 1.4.11).
 *
 * @example
 * scatter({ points, theme: { ...lightTheme, background: "none" } })
 */
export const lightTheme: Theme = Object.freeze({
  background: "#FFFFFF",
  text: "#1F2430",
  muted: "#596273",
  grid: "#E6E9EF",
  axis: "#9AA3B2",
  series: Object.freeze(["#4C78A8", "#E4700D", "#7F26D9", "#57210F", "#1C1C4A"]),
});

/**
 * Light marks on near-black, with the same promises as {@link lightTheme}.
 *
 * @example
 * lossCurve({ loss, theme: darkTheme })
 */
export const darkTheme: Theme = Object.freeze({
  background: "#15181E",
  text: "#E8EAEE",
  muted: "#A4ACBA",
  grid: "#282D37",
  axis: "#5B6474",
  series: Object.freeze(["#6FA4DC", "#FF9D45", "#BC06F9", "#E3E3B5", "#6AFBFB"]),
});

/**
 * The colour of series number `index`; the palette starts again when it is used up.
 *
 * @param theme - where the palette is
 * @param index - 0, 1, 2, …
 * @returns a CSS colour
 */
export const seriesColor = (theme: Theme, index: number): string =>
  theme.series[index % theme.series.length] ?? theme.text;
