import { darkTheme, lightTheme, type Theme } from "@nami/plots";

const names = ["text", "muted", "grid", "axis"] as const;

/** The theme of figures inside the report: colours are CSS variables, so that they follow the reader's light or dark. */
export const reportTheme: Theme = Object.freeze({
  background: "none",
  text: "var(--text)",
  muted: "var(--muted)",
  grid: "var(--grid)",
  axis: "var(--axis)",
  series: Object.freeze(lightTheme.series.map((_, i) => `var(--series-${i})`)),
});

const variables = (theme: Theme): string =>
  [
    `--background:${theme.background}`,
    ...names.map((name) => `--${name}:${theme[name]}`),
    ...theme.series.map((color, i) => `--series-${i}:${color}`),
  ].join(";");

/** The variables of {@link reportTheme}, light and dark. */
export const themeVariables: string = `:root{color-scheme:light dark;${variables(lightTheme)}}
@media (prefers-color-scheme:dark){:root{${variables(darkTheme)}}}`;
