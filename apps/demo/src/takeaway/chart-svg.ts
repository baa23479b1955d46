import { figure, linePanel, lossCurve, type Panel, type Theme } from "@nami/plots";
import type { ChartPicture } from "../charts/line-chart.js";
import { seriesStyle } from "../charts/series-style.js";
import type { LossRecord } from "../session/loss-record.js";

const utf8 = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);

const panelOf = ({ title, x, y, series, floor }: ChartPicture, theme: Theme): Panel => {
  const [log, logX] = [y.isLogarithmic === true, x.isLogarithmic === true];
  const lines = series
    .filter(({ points }) => points.length > 0)
    .map(({ name, index, points }) => {
      const { color, dashes } = seriesStyle(theme, index);
      return {
        label: name,
        color,
        dash: dashes === "none" ? undefined : dashes,
        x: points.map(([a]) => a),
        // What has no place on a logarithmic axis is left out, as on the page.
        y: points.map(([, b]) => (log && b <= 0 ? Number.NaN : b)),
      };
    });
  const ends = [x.low, x.high] as const;
  const level = floor && { label: floor.name, x: ends, y: [floor.value, floor.value], color: theme.text };
  return linePanel({
    title,
    series: level ? [...lines, { ...level, dash: "6 4", width: 1.5 }] : lines,
    xlim: ends,
    ylim: [y.low, y.high],
    xlabel: x.label,
    ylabel: y.label,
    log,
    logX,
  });
};

/** Charts side by side as an SVG file, with a legend each. */
export const chartsSvg = (
  charts: readonly ChartPicture[],
  theme: Theme,
  panelWidth = 420,
): Uint8Array<ArrayBuffer> =>
  utf8(figure({ panels: charts.map((chart) => panelOf(chart, theme)), theme, share: false, panelWidth }));

/** The losses of a run as an SVG file, with the loss of a perfect model where it is known. */
export const lossSvg = (
  { values, count }: LossRecord,
  optimum: number | undefined,
  theme: Theme,
): Uint8Array<ArrayBuffer> =>
  utf8(lossCurve({ loss: values.subarray(0, count), floor: optimum, theme, panelWidth: 600 }));
