import { OptionError } from "@nami/errors";
import type { Key } from "@nami/random";
import * as random from "@nami/random";
import type { Feed, KeyRecipe, NumberRecipe } from "./feed.js";
import type { Tensor } from "./tensor.js";
import { currentTrace } from "./trace-scope.js";

/** A key inside a trace: it has no words yet, only the way to them. */
export class TracedKey implements Key {
  readonly trace: object;
  readonly recipe: KeyRecipe;

  constructor(trace: object, recipe: KeyRecipe) {
    this.trace = trace;
    this.recipe = recipe;
  }

  get words(): readonly [number, number] {
    throw new OptionError(
      "key: a key inside a compiled function has no words, got a read of them. Use split, foldIn and the draws of @nami/tensor-backend.",
    );
  }
}

/** Whether a value is a key. */
export function isKey(value: unknown): value is Key {
  if (value instanceof TracedKey) return true;
  const words: unknown =
    typeof value === "object" && value !== null && "words" in value ? value.words : undefined;
  return Array.isArray(words) && words.length === 2 && words.every((word) => typeof word === "number");
}

/** As many keys as asked for, as a tuple where the count is a literal. */
export type Keys<Count extends number> = Count extends 2
  ? [Key, Key]
  : Count extends 3
    ? [Key, Key, Key]
    : Count extends 4
      ? [Key, Key, Key, Key]
      : Key[];

/**
 * Independent keys from one, also inside a compiled function. A key is either split or drawn from, once.
 *
 * @example const [weights, batches] = split(key(0));
 */
export function split<Count extends number = 2>(parent: Key, count?: Count): Keys<Count> {
  const children = count ?? 2;
  if (!(parent instanceof TracedKey)) return random.split(parent, children) as Keys<Count>;
  if (!Number.isSafeInteger(children) || children < 0)
    throw new OptionError(
      `split: count must be a non-negative integer, got ${children}. Pass the number of keys you need.`,
    );
  const keys: Key[] = Array.from(
    { length: children },
    (_, index) =>
      new TracedKey(parent.trace, { kind: "split", parent: parent.recipe, count: children, index }),
  );
  return keys as Keys<Count>;
}

/**
 * The key for item `data` of a family, e.g. for a training step.
 *
 * @param data a non-negative integer; inside a compiled function also a number argument of it
 */
export function foldIn(parent: Key, data: number | Tensor): Key {
  if (!(parent instanceof TracedKey)) {
    if (typeof data === "number") return random.foldIn(parent, data);
    throw new OptionError(
      `foldIn: data must be a number for a concrete key, got ${data}. Pass the key as an argument of the compiled function.`,
    );
  }
  return new TracedKey(parent.trace, {
    kind: "foldIn",
    parent: parent.recipe,
    data: numberRecipe("foldIn", data),
  });
}

/** The recipe of a number, or of a traced number argument. */
export function numberRecipe(name: string, value: number | Tensor): NumberRecipe {
  if (typeof value === "number") return value;
  const source = (value as Tensor | null | undefined)?.source;
  const feed = source?.kind === "placeholder" ? (source.feed as Feed) : undefined;
  if (feed?.kind === "number") return { argument: feed.argument };
  throw new OptionError(
    `${name}: the host must know the number, got ${value}. Pass a number, or a number argument of the compiled function as it is.`,
  );
}

/** What a run knows of a key: itself, where it was folded, and its children. */
interface Resolved {
  folded?: Key;
  children?: readonly Key[];
}

/** The keys of a run, by its arguments: a recipe of a thousand splits is followed once, not for each draw. */
const resolved = new WeakMap<readonly unknown[], Map<KeyRecipe, Resolved>>();

function resolvedOf(recipe: KeyRecipe, leaves: readonly unknown[]): Resolved {
  const known = resolved.get(leaves) ?? new Map<KeyRecipe, Resolved>();
  resolved.set(leaves, known);
  const found = known.get(recipe) ?? {};
  known.set(recipe, found);
  return found;
}

/**
 * The concrete key of a recipe.
 *
 * @param leaves the arguments of this run
 */
export function resolveKey(recipe: KeyRecipe, leaves: readonly unknown[]): Key {
  if (recipe.kind === "argument") return leaves[recipe.argument] as Key;
  if (recipe.kind === "foldIn") {
    const own = resolvedOf(recipe, leaves);
    own.folded ??= random.foldIn(resolveKey(recipe.parent, leaves), resolveNumber(recipe.data, leaves));
    return own.folded;
  }
  // A child is the same for every count.
  const { parent, count, index } = recipe;
  const family = resolvedOf(parent, leaves);
  if (index >= (family.children?.length ?? 0))
    family.children = random.split(resolveKey(parent, leaves), count);
  return family.children![index]!;
}

/** The number of a recipe. */
export function resolveNumber(recipe: NumberRecipe, leaves: readonly unknown[]): number {
  return typeof recipe === "number" ? recipe : (leaves[recipe.argument] as number);
}

/** @throws OptionError when a concrete key would be drawn from inside a trace, or a traced one outside of its trace */
export function checkDrawable(name: string, key: Key): void {
  const trace = currentTrace();
  if (key instanceof TracedKey) {
    if (key.trace === trace) return;
    throw new OptionError(
      `${name}: a key must not leave the compiled function it was given to, got one from outside. Return tensors, not keys.`,
    );
  }
  if (trace)
    throw new OptionError(
      `${name}: inside a compiled function the key must be one of its arguments, got a concrete key. Every run would draw the same numbers: pass the key as an argument.`,
    );
}
