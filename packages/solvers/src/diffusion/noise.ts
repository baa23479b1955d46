import type { NormalDraws } from "@nami/random";
import { requireThat } from "../check.js";
import type { VectorSpace } from "../vector-space.js";

/**
 * Where the noise of a sampler comes from: `normalDraws(key)` of `@nami/random`, or a function that gives the k-th draw
 * (k = 0, 1, …), a state of standard normal numbers shaped like x. Such a state stays the caller's own.
 */
export type Noise<S> = NormalDraws | ((draw: number) => S);

/** The draws of a solve, one after the other. */
export interface Draws<S> {
  /** The next one. */
  next(): S;
  /** Gives back a state that `next` gave. */
  release(state: S): void;
}

/** @throws OptionError when the noise is neither draws nor a function, or draws in a space that takes none */
export const drawsOf = <S, T>(
  noise: Noise<S> | undefined,
  space: VectorSpace<S, T>,
  x: S,
  name: string,
): Draws<S> => {
  let count = 0;
  if (typeof noise === "function") return { next: () => noise(count++), release: () => undefined };
  requireThat(
    typeof noise?.draw === "function" && typeof space.draw === "function",
    `${name}: noise must be normalDraws, in a space with draw, or a function (draw) => state`,
    noise,
    "Pass normalDraws(key(0)) of @nami/random.",
  );
  return {
    next: () => space.draw!(x, (rows, width) => noise!.draw(count++, rows, width)),
    release: (state) => space.release(state),
  };
};
