import { gaussianMixture, standardNormal } from "@nami/distributions";
import { interpolantProcess } from "@nami/models";
import { linearInterpolant, zeroGamma } from "@nami/paths";
import { rk4 } from "@nami/solvers";
import { key, type TensorBackend } from "@nami/tensor-backend";
import { encode } from "fast-png";
import type { Book } from "../book/book.js";
import { read, steps } from "../book/numbers.js";
import { type Flower, flowerPixels, growingFlower } from "./flower.js";

const [side, shown, gap, margin] = [32, 96, 8, 22] as const;

const flowers: readonly Flower[] = [
  { petals: 8, hue: 330 },
  { petals: 6, hue: 48 },
  { petals: 12, hue: 20 },
  { petals: 9, hue: 270 },
  { petals: 5, hue: 355 },
  { petals: 14, hue: 205 },
];

/** A picture of numbers from −1 to 1, at a place of an SVG. */
const image = (pixels: Float32Array, x: number, y: number): string => {
  const data = Uint8Array.from(pixels, (value) => Math.round(127.5 * (Math.min(1, Math.max(-1, value)) + 1)));
  const png = Buffer.from(encode({ width: side, height: side, data, channels: 3 })).toString("base64");
  return `<image x="${x}" y="${y}" width="${shown}" height="${shown}" href="data:image/png;base64,${png}"/>`;
};

const grid = (rows: readonly (readonly Float32Array[])[], titles: readonly string[]): string => {
  const [width, height] = [rows[0]!.length * (shown + gap) + gap, rows.length * (shown + gap) + gap + margin];
  const words = titles.map(
    (title, i) =>
      `<text x="${gap + i * (shown + gap) + shown / 2}" y="16" text-anchor="middle" font-family="DejaVu Sans, sans-serif" font-size="12" fill="#1F2430">${title}</text>`,
  );
  const pictures = rows.flatMap((row, j) =>
    row.map((pixels, i) => image(pixels, gap + i * (shown + gap), margin + j * (shown + gap))),
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"><rect width="100%" height="100%" fill="#FFFFFF"/>${words.join("")}${pictures.join("")}</svg>`;
};

/**
 * The seed's first two figures, whose pictures are of other people's models: the life of a flower, and noise that becomes a flower.
 *
 * The second is exact. Where the data are N(μᵢ, 0.03²) about six pictures μᵢ, the velocity has a closed form in all 3,072 dimensions.
 */
export const drawFlowers = async (book: Book, backend: TensorBackend): Promise<void> => {
  const life = steps(0, 1, book.pick(48, 4));
  book.animate(
    "flower",
    Array.from(life, (time) => growingFlower(time)),
    { fps: 12 },
  );

  const pictures = flowers.map((flower) => [...flowerPixels(flower, side)]);
  const data = gaussianMixture({
    weights: pictures.map(() => 1),
    means: pictures,
    variances: pictures.map(() => 9e-4),
  });
  const path = linearInterpolant({ gamma: zeroGamma(), gaussianSource: true });
  const process = interpolantProcess({
    field: data.marginal(path).velocity,
    path,
    base: standardNormal([3 * side * side]),
    solver: rk4({ steps: book.pick(100, 12) }),
    backend,
  }).bind();
  const [samples, frames] = [3, book.pick(21, 4)];
  const times = [...steps(1, 0, frames)];
  const way = await read((await process.trajectory([samples], { key: key(54), times })).x, backend);
  const size = 3 * side * side;
  const at = (frame: number, sample: number): Float32Array => {
    const place = frame * samples + sample;
    return way.subarray(place * size, (place + 1) * size);
  };
  const columns = [0, 0.35, 0.6, 0.75, 0.85, 0.93, 1].map((part) => Math.round(part * (frames - 1)));
  const rows = Array.from({ length: samples }, (_, sample) => columns.map((frame) => at(frame, sample)));
  book.draw(
    "noise-to-flower",
    grid(
      rows,
      columns.map((frame) => `t = ${times[frame]!.toFixed(2)}`),
    ),
  );
  // Two of them, so that the file stays small: noise does not compress.
  const moving = times.map((t, frame) => grid([[at(frame, 1), at(frame, 2)]], [`t = ${t.toFixed(2)}`, ""]));
  book.animate("noise-to-flower", moving, { fps: 8 });
};
