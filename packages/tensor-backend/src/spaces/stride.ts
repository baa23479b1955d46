import { ShapeError } from "@nami/errors";
import type { TensorBackend } from "../backend.js";
import { scan } from "../scan.js";
import type { Tensor } from "../tensor.js";
import type { State } from "./state.js";

/** Steps that one program takes at most, also where they are small. */
const most = 32;

/** Steps between which nobody looks at the states, on clocks that all rows share. */
export interface Stride<S extends State> {
  /**
   * Takes a step, and as many after it as the backend makes one program of.
   *
   * @param next gives the clocks of the step after; called for each that is taken as well
   * @returns the states after the last; nothing where a step must be taken by itself
   */
  take(
    states: readonly S[],
    clocks: readonly Float64Array[],
    next: () => readonly Float64Array[] | undefined,
  ): Promise<readonly S[] | undefined>;
  dispose(): void;
}

export function strideOf<S extends State>(
  step: (states: readonly State[], clocks: readonly Tensor[]) => readonly State[],
  backend: TensorBackend,
): Stride<S> {
  if (!backend.compileScan) return { take: async () => undefined, dispose: () => undefined };
  const steps = scan(step, { backend });
  /** Undefined where a step gives back another dtype than it gets, and so has no round after it. */
  const together = async (states: readonly S[], times: readonly number[]): Promise<number | undefined> => {
    try {
      return await steps.together(states, times);
    } catch (error) {
      if (error instanceof ShapeError) return undefined;
      throw error;
    }
  };
  return {
    take: async (states, clocks, next) => {
      const times = [numbers(clocks)];
      const count = await together(states, times[0]!);
      if (count === undefined) return undefined;
      while (times.length < Math.min(count, most)) {
        const following = next();
        if (!following) break;
        times.push(numbers(following));
      }
      return (await steps(states, times)) as readonly S[];
    },
    dispose: steps.dispose,
  };
}

const numbers = (clocks: readonly Float64Array[]): number[] => clocks.map(([clock]) => clock!);
