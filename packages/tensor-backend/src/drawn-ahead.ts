import type { Key } from "@nami/random";
import type { TypedArray } from "./dtype.js";
import type { Draw, Feed, KeyRecipe } from "./feed.js";
import { resolveKey, resolveNumber } from "./keys.js";

/** Draws made before the run that asks for them, by the key of the arguments that decides them. */
const drawn = new WeakMap<Key, Map<Draw, TypedArray>>();

/** The random numbers of a draw. */
export function valuesOfDraw({ key, firstRow, sample }: Draw, leaves: readonly unknown[]): TypedArray {
  return sample(resolveKey(key, leaves), resolveNumber(firstRow, leaves));
}

const argumentOf = (recipe: KeyRecipe): number =>
  recipe.kind === "argument" ? recipe.argument : argumentOf(recipe.parent);

/** Makes the draws of a run to come, whose tensors need not be there yet. */
export function drawAhead(feeds: readonly Feed[], leaves: readonly unknown[]): void {
  for (const feed of feeds) {
    if (feed.kind !== "draw" || typeof feed.draw.firstRow !== "number") continue;
    const key = leaves[argumentOf(feed.draw.key)] as Key;
    const made = drawn.get(key) ?? new Map<Draw, TypedArray>();
    drawn.set(key, made);
    made.set(feed.draw, valuesOfDraw(feed.draw, leaves));
  }
}

/** A draw of a run, if it was made ahead; given away for good. */
export function takeDrawn(draw: Draw, leaves: readonly unknown[]): TypedArray | undefined {
  const made = drawn.get(leaves[argumentOf(draw.key)] as Key);
  const values = made?.get(draw);
  made?.delete(draw);
  return values;
}
