import type { BrownianTree } from "@nami/random";
import { requireThat } from "../check.js";
import type { Ask, Request } from "../drive.js";
import type { Step } from "../step.js";
import type { Clock, Program, StepOutput, VectorSpace } from "../vector-space.js";

/** Where the paths come from: `brownianTree(key)`, or paths of one's own. */
export interface BrownianSource {
  /** The paths for a solve between two times. */
  between(a: number, b: number): Pick<BrownianTree, "increment">;
}

/**
 * Requests that bring the noise of their step along: to the states of a step in `noisy` the increments of the paths over
 * it are added, and to its clocks 1, √|h|, 1/√|h| and 1/h.
 *
 * @param area whether the areas of the paths are added as well
 * @param noisy steps that are noisy
 */
export const askWithNoise = <S, T>(
  ask: Ask<S>,
  noisy: ReadonlySet<Step>,
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
  requireThat(
    typeof space.draw === "function",
    "solveSde: the space must draw numbers",
    space,
    "Give it a draw(y, numbers), or use tensorSpace.",
  );
  return (step, states, clocks = []) => {
    const request = ask(step, states, clocks);
    if (!noisy.has(step)) return request;
    const [t, h, end] = clocks as [Clock, Clock, Clock];
    // All rows that still run share one clock; those that have ended take part with h = 0.
    const at = Math.max(
      0,
      h.findIndex((size) => size !== 0),
    );
    const size = h[at]!;
    const numbers = [1, Math.sqrt(Math.abs(size)), 1 / Math.sqrt(Math.abs(size)), 1 / size];
    const shared = numbers.map((value) => new Float64Array(h.length).fill(value));
    return {
      ...request,
      clocks: [...clocks.slice(0, 3), ...shared],
      program: withNoise(request, space, () => {
        let areas: Float64Array = new Float64Array();
        const draw = (make: (count: number) => Float64Array): S =>
          space.draw!(y0, (rows, width) => make(rows * width));
        const w = draw((count) => {
          const made = paths.increment(t[at]!, end[at]!, count);
          areas = made.area;
          return made.w;
        });
        return area ? [w, draw(() => areas)] : [w];
      }),
    };
  };
};

/** A program that makes noise, uses it, and gives it back. */
function withNoise<S, T>(
  { program }: Request<S>,
  space: VectorSpace<S, T>,
  make: () => readonly S[],
): Program<S> {
  return (states, clocks) => {
    const noise = make();
    const release = (): void => {
      for (const state of noise) space.release(state);
    };
    let output: ReturnType<Program<S>>;
    try {
      output = program([...states, ...noise], clocks);
    } catch (error) {
      release();
      throw error;
    }
    if (output instanceof Promise) return output.finally(release);
    release();
    return output as StepOutput<S>;
  };
}
