import type { TrainingSettings } from "../session/settings.js";
import { learnedRows } from "../session/toy-options.js";
import type { Wanted } from "./wanted.js";

/** Numbers that the network of some settings has. */
export const weightCount = ({ hidden, layers, classes = 0 }: TrainingSettings): number =>
  (4 + classes) * hidden + (layers - 1) * hidden * (hidden + 1) + 2 * (hidden + 1);

/** About how many bytes a file has, as far as it can be told before it is made. */
export const expectedSize = (
  kind: Wanted["kind"],
  settings: TrainingSettings,
  points: number,
): number | undefined => {
  const { target } = settings;
  const rows = target.kind === "rows" ? target.values.length / 2 : learnedRows;
  const sizes: Readonly<Partial<Record<Wanted["kind"], number>>> = {
    csv: 20 * points,
    npy: 128 + (target.kind === "rows" ? 16 : 8) * points,
    data: 128 + 8 * rows,
    labels: 128 + 4 * rows,
    safetensors: 4 * weightCount(settings) + 800,
    onnx: 4 * weightCount(settings) + 2500,
  };
  return sizes[kind];
};
