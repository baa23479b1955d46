import type { Model } from "@nami/models";
import { heatMapPanel, type Limits, type Panel } from "@nami/plots";
import { neg, type TensorBackend, tensor } from "@nami/tensor-backend";
import { read, steps } from "../book/numbers.js";
import { flowAxes } from "./layout.js";
import { asRows } from "./reference-paths.js";

/** The learned velocity in the direction of the seed, over step and place. */
export const fieldPanel = async (
  model: Model,
  view: Limits,
  { title, backend }: { readonly title: string; readonly backend: TensorBackend },
): Promise<Panel> => {
  const [columns, rows] = [101, 200];
  const places = steps(view[0], view[1], rows);
  const points = Float64Array.from({ length: columns * rows }, (_, i) => places[i % rows]!);
  const times = Float64Array.from(
    { length: columns * rows },
    (_, i) => 1 - Math.floor(i / rows) / (columns - 1),
  );
  const x = tensor(points, [columns * rows, 1], "float32");
  const velocity = await read(neg(model(x, tensor(times, [columns * rows], "float32"))), backend);
  const perStep = Array.from({ length: columns }, (_, i) =>
    Float64Array.from(velocity.slice(i * rows, (i + 1) * rows)),
  );
  return heatMapPanel({
    values: asRows(perStep),
    columns,
    rows,
    xlim: [0, 1],
    ylim: view,
    colors: "diverging",
    label: "velocity: red up, blue down",
    title,
    ...flowAxes,
    ylabel: "",
  });
};
