import type { Key } from "@nami/random";
import type { TypedArray } from "./dtype.js";
import type { Draw, Feed, KeyRecipe } from "./feed.js";
import { resolveKey, resolveNumber } from "./keys.js";

/** Draws made before the run that asks for them, by the key among its arguments that alone decides them. */
const drawn = new WeakMap<Key, Map<Draw, TypedArray>>();

/** The random numbers of a draw. */
export function valuesOfDraw({ key, firstRow, sample }: Draw, leaves: readonly unknown[]): TypedArray {
  return sample(resolveKey(key, leaves), resolveNumber(firstRow, leaves));
}

/** The argument that decides a key by itself; undefined where a number among the arguments has a say. */
function argumentOf(recipe: KeyRecipe): number | undefined {
  if (recipe.kind === "argument") return recipe.argument;
  const isFixed = recipe.kind === "split" || typeof recipe.data === "number";
  return isFixed ? argumentOf(recipe.parent) : undefined;
}

/** The key among the arguments that decides a draw by itself. */
function keyOf({ key, firstRow }: Draw, leaves: readonly unknown[]): Key | undefined {
  const argument = typeof firstRow === "number" ? argumentOf(key) : undefined;
  return argument === undefined ? undefined : (leaves[argument] as Key);
}

/** Makes the draws of a run to come, whose tensors need not be there yet; those that numbers among its arguments decide are left to it. */
export function drawAhead(feeds: readonly Feed[], leaves: readonly unknown[]): void {
  for (const feed of feeds) {
    if (feed.kind !== "draw") continue;
    const key = keyOf(feed.draw, leaves);
    if (!key) continue;
    const made = drawn.get(key) ?? new Map<Draw, TypedArray>();
    drawn.set(key, made);
    made.set(feed.draw, valuesOfDraw(feed.draw, leaves));
  }
}

/** A draw of a run, if it was made ahead; given away for good. */
export function takeDrawn(draw: Draw, leaves: readonly unknown[]): TypedArray | undefined {
  const key = keyOf(draw, leaves);
  const made = key && drawn.get(key);
  const values = made?.get(draw);
  made?.delete(draw);
  return values;
}
