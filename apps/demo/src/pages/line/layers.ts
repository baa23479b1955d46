import type { Theme } from "@nami/plots";
import type { Layer, Surface } from "../../canvas/layer.js";
import { seaGreen } from "../../canvas/layers/density.js";
import { withMinus } from "../../charts/axis.js";
import {
  columns,
  type EulerSteps,
  type LineGrid,
  placeOfRow,
  reach,
  rows,
  timeOfColumn,
} from "../../line/line-grid.js";
import { type LineMixture, lineDensity } from "../../line/line-mixture.js";
import { type Frame, frameOf } from "./frame.js";

/** Velocities, and densities, that have the full colour. */
export const [fullVelocity, fullDensity] = [3, 0.75] as const;

type Color = readonly [red: number, green: number, blue: number];
const colorOf = (text: string): Color => {
  const value = Number.parseInt(text.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
};

/** Colours of a theme for values up and values down, and how much of them covers the paper, from 0 to 1. */
interface Shade {
  readonly colors: (theme: Theme, isDark: boolean) => readonly [up: Color, down: Color];
  readonly cover: (value: number) => number;
}
/** Up in the colour of the model, down in that of the data, which all eyes tell apart. */
export const velocityShade: Shade = {
  colors: ({ series }) => [colorOf(series[1] ?? "#808080"), colorOf(series[0] ?? "#808080")],
  cover: (value) => (Number.isNaN(value) ? 0 : Math.min(1, Math.abs(value) / fullVelocity) ** 0.8),
};
export const densityShade: Shade = {
  colors: (_, isDark) => [seaGreen(isDark), seaGreen(isDark)],
  cover: (value) => 0.92 * Math.min(1, value / fullDensity) ** 0.6,
};

const pictures = new WeakMap<LineGrid, Map<Theme, HTMLCanvasElement | undefined>>();

const pictureOf = (
  grid: LineGrid,
  shade: Shade,
  theme: Theme,
  isDark: boolean,
): HTMLCanvasElement | undefined => {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [columns, rows];
  const context = canvas.getContext("2d");
  if (!context) return undefined;
  const image = context.createImageData(columns, rows);
  const [up, down] = shade.colors(theme, isDark);
  for (let column = 0; column < columns; column++)
    for (let row = 0; row < rows; row++) {
      const value = grid[column * rows + row]!;
      const [red, green, blue] = value > 0 ? up : down;
      const pixel = 4 * ((rows - 1 - row) * columns + column);
      image.data[pixel] = red;
      image.data[pixel + 1] = green;
      image.data[pixel + 2] = blue;
      image.data[pixel + 3] = Math.round(255 * shade.cover(value));
    }
  context.putImageData(image, 0, 0);
  return canvas;
};

/** A picture over time and place. */
export const gridPicture =
  (grid: LineGrid, shade: Shade): Layer =>
  ({ context, viewport, theme, isDark }) => {
    const known = pictures.get(grid) ?? new Map<Theme, HTMLCanvasElement | undefined>();
    pictures.set(grid, known);
    if (!known.has(theme)) known.set(theme, pictureOf(grid, shade, theme, isDark));
    const picture = known.get(theme);
    const { left, right, top, bottom } = frameOf(viewport);
    if (picture) context.drawImage(picture, left, top, right - left, bottom - top);
  };

/** Lines at round times and places, and their numbers. */
export const lineAxes =
  (): Layer =>
  ({ context, viewport, theme }) => {
    const frame = frameOf(viewport);
    const { left, right, top, bottom, side } = frame;
    context.strokeStyle = theme.axis;
    context.lineWidth = 1;
    context.strokeRect(left - 0.5, top + 0.5, right - left + 1, bottom - top);
    context.fillStyle = theme.muted;
    context.font = "11px system-ui, sans-serif";
    context.textAlign = "right";
    for (let place = -3; place <= 3; place++)
      context.fillText(withMinus(String(place)), left - side - 5, frame.y(place) + 4);
    context.textAlign = "center";
    const isNarrow = side < 60;
    for (const t of isNarrow ? [1, 0.5, 0] : [1, 0.75, 0.5, 0.25, 0])
      context.fillText(`${!isNarrow && t % 1 === 0 ? "t = " : ""}${t}`, frame.x(t), bottom + 14);
    // Where there is little room the words go to the outer ends, away from the numbers.
    context.textAlign = isNarrow ? "left" : "center";
    context.fillText("noise", isNarrow ? 0 : left - side / 2, bottom + 14);
    context.textAlign = isNarrow ? "right" : "center";
    context.fillText("data", isNarrow ? viewport.width : right + side / 2, bottom + 14);
  };

/** A density that grows from an edge of the picture outwards. */
const outline = (
  context: Surface["context"],
  frame: Frame,
  isNoise: boolean,
  values: readonly (readonly [place: number, density: number])[],
  most: number,
): void => {
  const [edge, way] = isNoise ? [frame.left, -1] : [frame.right, 1];
  context.beginPath();
  context.moveTo(edge, frame.y(values[0]![0]));
  for (const [place, density] of values)
    context.lineTo(edge + (way * 0.94 * frame.side * density) / most, frame.y(place));
  context.lineTo(edge, frame.y(values.at(-1)![0]));
};

/** The densities of noise and data beside the picture, and that of what the model generates. */
export const sideDensities =
  (mixture: LineMixture, generated: LineGrid | undefined): Layer =>
  ({ context, viewport, theme }) => {
    const frame = frameOf(viewport);
    const places = Array.from({ length: 161 }, (_, i) => reach * (i / 80 - 1));
    const of = (alpha: number, sigma: number) =>
      places.map((place) => [place, lineDensity(mixture, place, alpha, sigma)] as const);
    const [noise, data] = [of(0, 1), of(1, 0)];
    const most = Math.max(...data.map(([, density]) => density));
    for (const [isNoise, values, color] of [
      [true, noise, theme.muted],
      [false, data, theme.series[0] ?? theme.text],
    ] as const) {
      outline(context, frame, isNoise, values, isNoise ? 0.42 : most);
      context.fillStyle = color;
      context.globalAlpha = 0.35;
      context.fill();
      context.globalAlpha = 1;
      context.strokeStyle = color;
      context.lineWidth = 1.5;
      context.stroke();
    }
    if (!generated) return;
    // Two cells of the picture make one bar.
    const last = (columns - 1) * rows;
    const bars = Array.from({ length: Math.floor(rows / 2) }, (_, i) => {
      const density = (generated[last + 2 * i]! + generated[last + 2 * i + 1]!) / 2;
      return [placeOfRow(2 * i) + reach / rows, density] as const;
    });
    outline(context, frame, false, bars, most);
    context.strokeStyle = theme.series[1] ?? theme.text;
    context.lineWidth = 1.5;
    context.stroke();
  };

/** Ways through the picture. @param positions `[times, count]`, the times evenly from noise to data */
export const wayLines =
  (positions: Float32Array, count: number): Layer =>
  ({ context, viewport, theme, isDark }) => {
    const frame = frameOf(viewport);
    const { left, right, top, bottom } = frame;
    const frames = positions.length / count;
    context.save();
    context.beginPath();
    context.rect(left, top, right - left, bottom - top);
    context.clip();
    context.beginPath();
    for (let i = 0; i < count; i++)
      for (let k = 0; k < frames; k++) {
        const t = frames === columns ? timeOfColumn(k) : 1 - k / (frames - 1);
        const [x, y] = [frame.x(t), frame.y(positions[k * count + i]!)];
        if (k === 0) context.moveTo(x, y);
        else context.lineTo(x, y);
      }
    context.lineJoin = "round";
    context.strokeStyle = isDark ? "#000000" : "#ffffff";
    context.globalAlpha = 0.7;
    context.lineWidth = 3.5;
    context.stroke();
    context.globalAlpha = 1;
    context.strokeStyle = theme.text;
    context.lineWidth = 1.3;
    context.stroke();
    context.restore();
  };

/** Euler's steps up to a place between noise (0) and data (1), and the point that takes them. */
export const eulerWay =
  ({ t, x }: EulerSteps, place: number): Layer =>
  ({ context, viewport, theme, isDark }) => {
    const frame = frameOf(viewport);
    const steps = t.length - 1;
    const done = Math.min(steps, place * steps);
    const whole = Math.floor(done);
    const between = done - whole;
    const now = x[whole]! + between * ((x[whole + 1] ?? x[whole]!) - x[whole]!);
    const color = theme.series[2] ?? theme.text;
    context.lineWidth = 2.5;
    context.strokeStyle = color;
    context.fillStyle = color;
    context.beginPath();
    for (let i = 0; i <= whole; i++)
      if (i === 0) context.moveTo(frame.x(t[0]!), frame.y(x[0]!));
      else context.lineTo(frame.x(t[i]!), frame.y(x[i]!));
    const [pointX, pointY] = [frame.x(1 - done / steps), frame.y(now)];
    context.lineTo(pointX, pointY);
    context.stroke();
    for (let i = 0; i <= whole; i++) {
      context.beginPath();
      context.arc(frame.x(t[i]!), frame.y(x[i]!), 3, 0, 2 * Math.PI);
      context.fill();
    }
    context.beginPath();
    context.arc(pointX, pointY, 7, 0, 2 * Math.PI);
    context.fill();
    context.lineWidth = 2;
    context.strokeStyle = isDark ? "#ffffff" : "#000000";
    context.stroke();
  };
