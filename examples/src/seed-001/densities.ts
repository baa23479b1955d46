import { standardNormal } from "@nami/distributions";
import { lineChart } from "@nami/plots";
import { exp, type TensorBackend, tensor } from "@nami/tensor-backend";
import type { Book } from "../book/book.js";
import { read, steps } from "../book/numbers.js";
import { dataColor, noiseColor } from "./layout.js";
import { mixture } from "./mixture.js";

/** Densities at places, on the host. */
export interface Densities {
  noise(x: Float64Array): Float64Array;
  data(x: Float64Array): Float64Array;
}

const interpolated =
  (x: Float64Array, y: Float32Array) =>
  (at: Float64Array): Float64Array =>
    at.map((value) => {
      const place = ((value - x[0]!) / (x.at(-1)! - x[0]!)) * (x.length - 1);
      const i = Math.min(x.length - 2, Math.max(0, Math.floor(place)));
      return y[i]! + (place - i) * (y[i + 1]! - y[i]!);
    });

/** Both densities of the seed, tabulated over [−4, 4], and its first figure. */
export const drawDensities = async (book: Book, backend: TensorBackend): Promise<Densities> => {
  const x = steps(-4, 4, 2001);
  const points = tensor(x, [x.length, 1], "float32");
  const noise = interpolated(x, await read(exp(standardNormal([1]).logProb(points)), backend));
  const data = interpolated(x, await read(exp(mixture.logProb(points)), backend));
  const shown = steps(-3, 3, 1000);
  book.draw(
    "densities",
    lineChart({
      series: [
        { x: shown, y: noise(shown), label: "noise", color: noiseColor, fill: "y" },
        { x: shown, y: data(shown), label: "data", color: dataColor, fill: "y" },
      ],
      title: "Noise and data",
      xlabel: "x",
      ylabel: "density",
      panelWidth: 640,
      panelHeight: 240,
    }),
  );
  return { noise, data };
};
