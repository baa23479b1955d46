import { DataError } from "@nami/errors";
import type { MlpParams } from "@nami/networks";
import { fromHost, showShape } from "@nami/tensor-backend";
import type { StoredTensor } from "@nami/training";
import { mostKinds } from "../session/kinds.js";

/** A perceptron over a point and its time, as its weights show it. */
export interface FoundNetwork {
  /** Coordinates of a point. */
  readonly dim: number;
  readonly hidden: number;
  /** Hidden layers. */
  readonly layers: number;
  /** Kinds of data that it is told apart, after a point and its time; 0 where it learned without. */
  readonly classes: number;
  readonly weights: number;
  readonly params: MlpParams;
}

/** One affine map of a file. */
interface Layer {
  readonly place: number;
  readonly weight?: StoredTensor;
  readonly bias?: StoredTensor;
}

const remedy =
  "Save the weights of a velocityField, or of layers of torch.nn.Linear with time as the last input";

/** Of a checkpoint the averaged weights, else the last ones; of another file all. */
const trained = (
  tensors: ReadonlyMap<string, StoredTensor>,
): readonly (readonly [string, StoredTensor])[] => {
  for (const part of ["ema.", "params."]) {
    const found = [...tensors].filter(([name]) => name.startsWith(part));
    if (found.length > 0) return found;
  }
  return [...tensors];
};

const layersOf = (tensors: ReadonlyMap<string, StoredTensor>): Layer[] => {
  const layers = new Map<number, Layer>();
  for (const [name, tensor] of trained(tensors)) {
    const [, digits, part] = /(?:^|\.)(\d{1,4})\.(weight|bias)$/.exec(name) ?? [];
    if (digits === undefined || (tensor.dtype !== "float32" && tensor.dtype !== "float64"))
      throw new DataError(
        `yourModel: tensors must be weights and biases of numbered layers, got ${JSON.stringify(name.slice(0, 60))} of ${tensor.dtype}. ${remedy}.`,
      );
    const place = Number(digits);
    layers.set(place, { place, ...layers.get(place), [part!]: tensor });
  }
  return [...layers.values()].sort((a, b) => a.place - b.place);
};

/** Rows and columns the other way round. */
const turned = (values: Float32Array, [rows = 0, columns = 0]: readonly number[]): Float32Array => {
  const result = new Float32Array(values.length);
  for (let row = 0; row < rows; row++)
    for (let column = 0; column < columns; column++)
      result[column * rows + row] = values[row * columns + column]!;
  return result;
};

/**
 * Whether weights lie as PyTorch has them, `[outputs, inputs]`: told by the first map, from so many numbers, or by the last one, to so
 * many. Not both are square.
 */
const isTurned = (layers: readonly Layer[], inputs: number, outputs: number): boolean => {
  const [from, to] = [layers[0]?.weight?.shape ?? [], layers.at(-1)?.weight?.shape ?? []];
  return (from[0] !== inputs && from[1] === inputs) || (to[0] === outputs && to[1] !== outputs);
};

const finite = (name: string, { values }: StoredTensor): Float32Array => {
  const bad = values.findIndex((value: number) => !Number.isFinite(value));
  if (bad < 0) return Float32Array.from(values);
  throw new DataError(
    `yourModel: weights must be finite, got ${values[bad]} in the ${name}. Train again, and save before it diverges.`,
  );
};

/** What a network is told after a point and its time: its first map is wider then, whichever way it lies. */
const conditionsOf = ([first]: readonly Layer[], dim: number): number => {
  const [rows = 0, columns = 0] = first?.weight?.shape ?? [];
  const hidden = first?.bias?.shape[0];
  const told = (columns === hidden ? rows : rows === hidden ? columns : 0) - (dim + 1);
  if (told > mostKinds)
    throw new DataError(
      `yourModel: a network may be told at most ${mostKinds} kinds, got ${told} numbers after a point and its time. Choose weights of fewer.`,
    );
  return Math.max(0, told);
};

/**
 * The network whose weights a file holds: affine maps dim + 1 + classes → hidden → … → hidden → dim.
 *
 * @throws DataError naming the first tensor or shape that is not of such a network
 */
export const networkOf = (tensors: ReadonlyMap<string, StoredTensor>): FoundNetwork => {
  const layers = layersOf(tensors);
  const last = layers.at(-1)?.bias;
  const dim = last?.shape[0] ?? 0;
  if (layers.length < 2 || layers.length > 33 || last?.shape.length !== 1 || dim < 1 || dim > 512)
    throw new DataError(
      `yourModel: a file must hold 2 to 33 affine maps, the last one to 1 to 512 coordinates, got ${layers.length} and ${dim}. ${remedy}.`,
    );
  const classes = conditionsOf(layers, dim);
  let inputs = dim + 1 + classes;
  const flip = isTurned(layers, inputs, dim);
  let weights = 0;
  const hidden = layers[0]!.bias?.shape[0] ?? 0;
  const maps = layers.map(({ weight, bias }, i) => {
    const outputs = i === layers.length - 1 ? dim : hidden;
    const expected = flip ? [outputs, inputs] : [inputs, outputs];
    if (weight?.shape.join() !== expected.join() || bias?.shape.join() !== String(outputs))
      throw new DataError(
        `yourModel: map ${i + 1} must have a weight of ${showShape(expected)} and a bias of [${outputs}], got ${weight ? showShape(weight.shape) : "none"} and ${bias ? showShape(bias.shape) : "none"}. ${remedy}.`,
      );
    const values = finite(`weight of map ${i + 1}`, weight);
    const map = {
      weight: fromHost(flip ? turned(values, weight.shape) : values, [inputs, outputs], "float32"),
      bias: fromHost(finite(`bias of map ${i + 1}`, bias), [outputs], "float32"),
    };
    weights += values.length + outputs;
    inputs = outputs;
    return map;
  });
  return { dim, hidden, layers: maps.length - 1, classes, weights, params: { layers: maps } };
};
