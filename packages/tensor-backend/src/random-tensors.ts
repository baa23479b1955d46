import { checkOptions } from "@nami/errors";
import type { Key } from "@nami/random";
import * as random from "@nami/random";
import { drawWithWebAssembly } from "@nami/random/webassembly";
import type { FloatDType, TypedArray } from "./dtype.js";
import type { Draw, Feed } from "./feed.js";
import { checkDrawable, numberRecipe, TracedKey } from "./keys.js";
import { checkShape, type Shape, sizeOf } from "./shape.js";
import { fromHost, Tensor } from "./tensor.js";

/** Options of every draw. */
export interface DrawOptions {
  /**
   * Index of the first row. Row i of a draw depends on the key and i alone, so a large draw can be made in chunks.
   * Default 0; inside a compiled function also a number argument of it.
   */
  readonly firstRow?: number | Tensor;
}

/** Options of draws of floats. */
export interface FloatDrawOptions extends DrawOptions {
  /** Default `"float32"`. */
  readonly dtype?: FloatDType;
}

function draw(
  name: string,
  key: Key,
  shape: Shape,
  dtype: Draw["dtype"],
  firstRow: number | Tensor,
  drawn: (key: Key, shape: Shape, firstRow: number) => TypedArray,
): Tensor {
  checkDrawable(name, key);
  checkShape(name, shape);
  drawWithWebAssembly();
  const own = [...shape];
  const sample = (k: Key, first: number): TypedArray => drawn(k, own, first);
  if (!(key instanceof TracedKey)) {
    const first = numberRecipe(name, firstRow);
    return fromHost(sample(key, first as number), own, dtype);
  }
  const feed: Feed = {
    kind: "draw",
    draw: { key: key.recipe, firstRow: numberRecipe(name, firstRow), shape: own, dtype, sample },
  };
  return new Tensor(own, dtype, { kind: "placeholder", trace: key.trace, feed });
}

/**
 * Standard normal numbers, drawn on the host, bit-equal on every backend and in every JavaScript engine.
 *
 * @param key inside a compiled function a key argument of it (split and folded as needed): drawn anew at every run
 */
export function normal(key: Key, shape: Shape, options: FloatDrawOptions = {}): Tensor {
  checkOptions<FloatDrawOptions>("normal", options, { dtype: true, firstRow: true });
  const { dtype = "float32", firstRow = 0 } = options;
  return draw("normal", key, shape, dtype, firstRow, (k, own, first) =>
    random.normal(k, own, { dtype, firstRow: first }),
  );
}

/** Uniform numbers in [low, high). */
export function uniform(
  key: Key,
  shape: Shape,
  options: FloatDrawOptions & { readonly low?: number; readonly high?: number } = {},
): Tensor {
  checkOptions("uniform", options, { low: true, high: true, dtype: true, firstRow: true });
  const { low = 0, high = 1, dtype = "float32", firstRow = 0 } = options;
  return draw("uniform", key, shape, dtype, firstRow, (k, own, first) =>
    random.uniform(k, own, { low, high, dtype, firstRow: first }),
  );
}

/** −1 or 1, each with probability ½. */
export function rademacher(key: Key, shape: Shape, options: FloatDrawOptions = {}): Tensor {
  checkOptions<FloatDrawOptions>("rademacher", options, { dtype: true, firstRow: true });
  const { dtype = "float32", firstRow = 0 } = options;
  return draw("rademacher", key, shape, dtype, firstRow, (k, own, first) =>
    random.rademacher(k, own, { dtype, firstRow: first }),
  );
}

/** Integers in [low, high), all equally likely, as int32. */
export function randint(
  key: Key,
  shape: Shape,
  options: DrawOptions & { readonly low?: number; readonly high: number },
): Tensor {
  checkOptions("randint", options, { low: true, high: true, firstRow: true });
  const { low = 0, high, firstRow = 0 } = options;
  return draw("randint", key, shape, "int32", firstRow, (k, own, first) =>
    random.randint(k, own, { low, high, firstRow: first }),
  );
}

/** The numbers 0 … n−1 in a random order, as int32. */
export function permutation(key: Key, n: number): Tensor {
  return draw("permutation", key, [n], "int32", 0, (k) => random.permutation(k, n));
}

/** Options of {@link brownianIncrement}. */
export interface BrownianDrawOptions extends FloatDrawOptions {
  /** The times between which the paths run. */
  readonly between: readonly [number, number];
  /** The times of the increment, between them. */
  readonly from: number;
  readonly to: number;
  /** W(to) − W(from), or the area ∫ (W(u) − W(from)) du over the way. Default `"increment"`. */
  readonly part?: "increment" | "area";
}

/** What the paths of `brownianTree(key).between(…)` do between two times: one path for each element, numbered row by row. */
export function brownianIncrement(
  key: Key,
  shape: Shape,
  { between, from, to, part = "increment", dtype = "float32", firstRow = 0 }: BrownianDrawOptions,
): Tensor {
  const [start, end] = between;
  return draw("brownianIncrement", key, shape, dtype, firstRow, (k, own, first) => {
    const paths = random.brownianTree(k).between(start, end);
    const { w, area } = paths.increment(from, to, sizeOf(own), { first: first * sizeOf(own.slice(1)) });
    const values = part === "area" ? area : w;
    return dtype === "float32" ? Float32Array.from(values) : values;
  });
}
