import type { TrainingSettings } from "../session/settings.js";
import { learnedRows } from "../session/toy-options.js";
import type { KnownModel } from "./model-facts.js";
import type { Wanted } from "./wanted.js";

/** Numbers that a network has. */
export const weightCount = ({ dim, hidden, layers, classes }: KnownModel): number =>
  (dim + 2 + classes) * hidden + (layers - 1) * hidden * (hidden + 1) + dim * (hidden + 1);

/** Rows that a run learns from. */
export const rowsOf = ({ target }: TrainingSettings): number =>
  target.kind === "rows" ? target.values.length / 2 : learnedRows;

/**
 * About how many bytes a file has, as far as it can be told before it is made.
 *
 * @param points samples
 * @param rows of the data
 */
export const expectedSize = (
  kind: Wanted["kind"],
  model: KnownModel,
  { points, rows = 0 }: { readonly points: number; readonly rows?: number },
): number | undefined => {
  const { dim, units } = model;
  const sizes: Readonly<Partial<Record<Wanted["kind"], number>>> = {
    csv: 10 * dim * points,
    npy: 128 + (units ? 8 : 4) * dim * points,
    data: 128 + 8 * rows,
    labels: 128 + 4 * rows,
    safetensors: 4 * weightCount(model) + 800,
    onnx: 4 * weightCount(model) + 2500,
  };
  return sizes[kind];
};
