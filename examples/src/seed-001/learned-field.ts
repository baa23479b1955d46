import type { Model } from "@nami/models";
import { heatMapPanel, type Limits, type Panel } from "@nami/plots";
import { euler, solve } from "@nami/solvers";
import {
  evaluate,
  neg,
  reshape,
  type Tensor,
  type TensorBackend,
  tensor,
  tensorSpace,
  treeDispose,
} from "@nami/tensor-backend";
import { read, steps } from "../book/numbers.js";
import { flowAxes } from "./layout.js";
import { asRows } from "./reference-paths.js";

/**
 * Euler steps from noise to data, all of them kept.
 *
 * @param starts where the paths begin
 * @returns one path for each start, with `count + 1` places
 */
export const eulerPaths = async (
  model: Model,
  starts: ArrayLike<number>,
  { count, backend }: { readonly count: number; readonly backend: TensorBackend },
): Promise<Float64Array[]> => {
  const space = tensorSpace<Tensor>(backend);
  const float = backend.dtypes.has("float32") ? "float32" : "float64";
  const start = tensor(Float64Array.from(starts), [starts.length, 1], float);
  const velocity = (x: Tensor, t: Tensor): Tensor => model(x, reshape(t, t.shape.slice(0, 1)));
  const saveAt = Array.from({ length: count + 1 }, (_, i) => 1 - i / count);
  const { y, saved } = await solve(velocity, start, {
    t0: 1,
    t1: 0,
    method: euler({ steps: count }),
    space,
    saveAt,
  });
  const states = await Promise.all(saved.map(async (one) => (await evaluate(one.y, { backend })).data()));
  treeDispose([y, ...saved.map((one) => one.y)]);
  space.dispose();
  return Array.from(starts, (_, row) => Float64Array.from(states, (state) => state[row]!));
};

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
