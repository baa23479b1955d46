import { foldIn, type Key, normal } from "@nami/random";
import { requireThat } from "../check.js";
import type { VectorSpace } from "../vector-space.js";

/**
 * Where the noise of a sampler comes from: a key, or a function that gives the k-th draw (k = 0, 1, …), a state of
 * standard normal numbers shaped like x. Such a state stays the caller's own.
 */
export type Noise<S> = Key | ((draw: number) => S);

/** The draws of a solve, one after the other. */
export interface Draws<S> {
  /** The next one. */
  next(): S;
  /** Gives back a state that `next` gave. */
  release(state: S): void;
}

const isKey = (noise: unknown): noise is Key => Array.isArray((noise as Partial<Key>)?.words);

/**
 * Draw k of a key is that of `foldIn(key, k)`, so that row r of it depends on the key, k and r only.
 *
 * @throws OptionError when the noise is neither a key nor a function, or a key in a space that cannot draw
 */
export const drawsOf = <S, T>(
  noise: Noise<S> | undefined,
  space: VectorSpace<S, T>,
  x: S,
  name: string,
): Draws<S> => {
  let count = 0;
  if (typeof noise === "function") return { next: () => noise(count++), release: () => undefined };
  requireThat(
    isKey(noise),
    `${name}: noise must be a key or a function (draw) => state`,
    noise,
    "Pass for example { noise: key(0) }.",
  );
  requireThat(
    typeof space.draw === "function",
    `${name}: the space must draw normal numbers where noise is a key`,
    "one that does not",
    "Pass { noise: (draw) => state }.",
  );
  return {
    next: () => {
      const drawKey = foldIn(noise as Key, count++);
      return space.draw!(x, (rows, width) => normal(drawKey, [rows, width], { dtype: "float64" }));
    },
    release: (state) => space.release(state),
  };
};
