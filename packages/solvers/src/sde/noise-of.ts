import type { BrownianTree } from "@nami/random";
import { requireFunction } from "../check.js";
import type { Ask } from "../drive.js";
import type { Clock, VectorSpace } from "../vector-space.js";

/** Where the paths come from: `brownianTree(key)`, or paths of one's own. */
export interface BrownianSource {
  /** The paths for a solve between two times. */
  between(a: number, b: number): Pick<BrownianTree, "increment">;
}

/**
 * Requests that bring the noise of their step along: where there are the clocks of a step, t, h and end (no other request of such a solve has three), the increments of the
 * paths over it are added to the states, and 1, √|h|, 1/√|h| and 1/h to the clocks.
 *
 * @param area whether the areas of the paths are added as well
 */
export const askWithNoise = <S, T>(
  ask: Ask<S>,
  area: boolean,
  {
    space,
    y0,
    paths,
  }: {
    readonly space: VectorSpace<S, T>;
    readonly y0: S;
    readonly paths: ReturnType<BrownianSource["between"]>;
  },
): Ask<S> => {
  requireFunction("solveSde: draw of the space", space.draw);
  return (step, states, clocks = []) => {
    const [t, h, end] = clocks as [Clock, Clock?, Clock?];
    if (!h || !end) return ask(step, states, clocks);
    // All rows that still run share one clock; those that have ended take part with h = 0.
    const at = Math.max(
      0,
      h.findIndex((size) => size !== 0),
    );
    const size = h[at]!;
    const root = Math.sqrt(Math.abs(size));
    const shared = [1, root, 1 / root, 1 / size].map((value) => new Float64Array(h.length).fill(value));
    let areas: Float64Array = new Float64Array();
    const draw = (make: (count: number) => Float64Array): S =>
      space.draw!(y0, (rows, width) => make(rows * width));
    const noise = [
      draw((count) => {
        const made = paths.increment(t[at]!, end[at]!, count);
        areas = made.area;
        return made.w;
      }),
    ];
    if (area) noise.push(draw(() => areas));
    return releasing(
      () => ask(step, [...states, ...noise], [...clocks, ...shared]),
      () => {
        for (const state of noise) space.release(state);
      },
    );
  };
};

/** Uses something and gives it back, at once or when the use has come to its end. */
const releasing = <R>(use: () => R | Promise<R>, release: () => void): R | Promise<R> => {
  let result: R | Promise<R> | undefined;
  try {
    result = use();
    return result instanceof Promise ? result.finally(release) : result;
  } finally {
    if (!(result instanceof Promise)) release();
  }
};
