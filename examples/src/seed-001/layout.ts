import { figure, histogramPanel, type Limits, linePanel, type Panel } from "@nami/plots";
import { steps } from "../book/numbers.js";

/** Colours of the seed: noise and data. */
export const [noiseColor, dataColor] = ["#E4700D", "#4C78A8"] as const;

/** Names of the axes: the seed counts its steps from noise to data, nami its time from data to noise. */
export const flowAxes = { xlabel: "flow step 1 − t", ylabel: "x" } as const;

/** A density that stands on its side: noise grows to the left of the middle panel, data to the right. */
export const densityAside = (
  title: string,
  ylim: Limits,
  density: (x: Float64Array) => Float64Array,
  color: string,
): Panel => {
  const y = steps(ylim[0], ylim[1], 400);
  return linePanel({
    series: [{ x: density(y), y, color, fill: "x" }],
    title,
    xlabel: "density",
    ylabel: color === noiseColor ? "x" : "",
    xlim: [0, 0.8],
    ylim,
    mirror: color === noiseColor,
  });
};

/** A histogram on its side, likewise. */
export const samplesAside = (title: string, ylim: Limits, values: Float32Array, color: string): Panel =>
  histogramPanel({
    series: [{ values, color }],
    range: ylim,
    along: "y",
    mirror: color === noiseColor,
    top: 0.8,
    title,
    ylabel: color === noiseColor ? "x" : "",
  });

/** Noise at the left, what happens in between, data at the right. */
export const triptych = (panels: readonly Panel[], panelWidth = 230): string =>
  figure({ panels, widths: [1, 5, 1], share: "y", panelWidth, panelHeight: (300 / 230) * panelWidth });
