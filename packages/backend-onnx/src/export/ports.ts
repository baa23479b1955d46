import { OptionError } from "@nami/errors";
import {
  type DType,
  type Feed,
  type Flattened,
  isKey,
  type KeyRecipe,
  type Shape,
  Tensor,
} from "@nami/tensor-backend";
import type { Batch } from "./batch-size.js";

/** An input of an exported model. */
export type Port =
  | { readonly kind: "argument"; readonly leaf: number; readonly shape: Shape; readonly dtype: DType }
  /** Numbers that the function draws; `feed` is its place among the draws of the trace. */
  | { readonly kind: "draw"; readonly feed: number; readonly dtype: DType };

/** The argument leaf that a key comes from. */
function rootOf(recipe: KeyRecipe): number {
  return recipe.kind === "argument" ? recipe.argument : rootOf(recipe.parent);
}

/**
 * The inputs of a model: one for each tensor and number among the arguments, in their order, used or not; in the place
 * of a key the draws that come from it.
 */
export function portsOf({ leaves }: Flattened, feeds: readonly Feed[]): Port[] {
  const wide = leaves.some((leaf) => leaf instanceof Tensor && leaf.dtype === "float64");
  return leaves.flatMap((leaf, place): Port[] => {
    if (leaf instanceof Tensor)
      return [{ kind: "argument", leaf: place, shape: leaf.shape, dtype: leaf.dtype }];
    if (typeof leaf === "number")
      return [{ kind: "argument", leaf: place, shape: [], dtype: wide ? "float64" : "float32" }];
    if (!isKey(leaf)) return [];
    return feeds.flatMap((feed, i) =>
      feed.kind === "draw" && rootOf(feed.draw.key) === place
        ? [{ kind: "draw", feed: i, dtype: feed.draw.dtype }]
        : [],
    );
  });
}

/**
 * Where the batch is: the size of the first tensor that has the axis.
 *
 * @throws OptionError when none has
 */
export function batchOf(caller: string, { leaves }: Flattened, axis: number): Batch {
  if (!Number.isInteger(axis) || axis < 0)
    throw new OptionError(
      `${caller}: batchAxis must be a whole number from 0 on, got ${axis}. Pass the axis of the examples along which rows lie.`,
    );
  const first = leaves.find((leaf) => leaf instanceof Tensor && leaf.shape.length > axis);
  if (first instanceof Tensor) return { axis, example: first.shape[axis]! };
  const shapes = leaves.flatMap((leaf) => (leaf instanceof Tensor ? [`[${leaf.shape}]`] : []));
  throw new OptionError(
    `${caller}: an example must be a tensor with the batch axis ${axis}, got ${shapes.join(", ") || "no tensor"}. Pass for example zeros([4, 2]).`,
  );
}

/**
 * Names as they were given, or `input0`, `input1`, …
 *
 * @throws OptionError for names that are not as many as the values, or not names
 */
export function namesOf(
  caller: string,
  what: "input" | "output",
  kinds: readonly string[],
  given: readonly string[] | undefined,
): readonly string[] {
  const names = given ?? kinds.map((_, i) => `${what}${i}`);
  if (!Array.isArray(names) || names.length !== kinds.length)
    throw new OptionError(
      `${caller}: ${what}Names must be as many as the ${what}s, got ${JSON.stringify(given)} for ${kinds.length} (${kinds.join(", ")}). Name each in order.`,
    );
  const odd = names.find((name) => typeof name !== "string" || name === "");
  if (odd !== undefined)
    throw new OptionError(
      `${caller}: ${what}Names must be texts that are not empty, got ${JSON.stringify(odd)}. Name each in order.`,
    );
  return names;
}

/** @throws OptionError when two inputs or outputs have one name */
export function checkUnique(caller: string, names: readonly string[]): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined)
    throw new OptionError(
      `${caller}: every input and output must have a name of its own, got ${JSON.stringify(twice)} twice. Pass other inputNames and outputNames.`,
    );
}
