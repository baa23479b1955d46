import type { Model } from "@nami/models";
import { type Limits, labelPanel, layers, linePanel, scatterPanel } from "@nami/plots";
import type { TensorBackend } from "@nami/tensor-backend";
import type { Book } from "../book/book.js";
import type { Densities } from "./densities.js";
import { dataColor, densityAside, noiseColor, triptych } from "./layout.js";
import { fieldPanel } from "./learned-field.js";

/** What the animation shows. */
export interface EulerAnimation {
  readonly model: Model;
  /** The places of one path. */
  readonly path: Float64Array;
  readonly densities: Densities;
  readonly backend: TensorBackend;
}

/** A point that walks through the learned velocity, step by step. */
export const drawEulerAnimation = async (
  book: Book,
  { model, path, densities, backend }: EulerAnimation,
): Promise<void> => {
  const view: Limits = [-2.2, 2.2];
  const field = await fieldPanel(model, view, { title: "Euler steps through the learned velocity", backend });
  const sides = [
    densityAside("Noise", view, densities.noise, noiseColor),
    densityAside("Data", view, densities.data, dataColor),
  ] as const;
  const last = path.length - 1;
  // The seed's frames: one for each place, and the last one twice.
  const frames = Array.from({ length: path.length + 1 }, (_, frame) => {
    const step = Math.min(frame, last);
    const x = Array.from({ length: step + 1 }, (_, i) => i / last);
    const y = Array.from(path.subarray(0, step + 1));
    const here = [x[step]!, y[step]!];
    const words = `step ${step}: 1 − t = ${here[0]!.toFixed(2)}, x = ${here[1]!.toFixed(3)}`;
    const middle = layers(
      field,
      linePanel({ series: [{ x, y, color: "#111111" }] }),
      scatterPanel({ points: here, opacity: 1, radius: 6, colors: ["#2E8B57"], equal: false }),
      labelPanel([{ text: words, x: 0.36, y: -2.05 }]),
    );
    return triptych([sides[0], middle, sides[1]], 175);
  });
  book.animate("euler", frames, { fps: 3 });
};
