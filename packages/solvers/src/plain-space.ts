import { requireThat } from "./check.js";
import type { Step, StepAlgebra } from "./step.js";
import { accumulate, copyOf, evaluate, isFiniteVector, sweepOf, type Vector } from "./sweep.js";
import type { Clock, Derivative, Program, VectorSpace } from "./vector-space.js";

/**
 * The space of one `Float64Array` or array of numbers. A few buffers serve a whole solve: what the loop releases is
 * used again, and f may fill the buffer that it is handed.
 *
 * @param like y0: says length and kind of array
 * @returns a space for states of this length and kind, for one solve at a time
 */
export const plainSpace = <V extends Vector>(like: V): VectorSpace<V> => {
  const n = like.length;
  const free: V[] = [];
  const used: V[] = [];
  const weight: number[] = [];
  const slope: V[] = [];
  let usedCount = 0;
  const take = (): V => {
    const buffer = free.pop() ?? copyOf(like);
    used[usedCount++] = buffer;
    return buffer;
  };

  const algebraOf = (f: Derivative<V>): StepAlgebra<V, number> => ({
    slope: (y, t) => {
      const out = take();
      evaluate(f, y, t, out);
      return out;
    },
    combine: (y, h, weights, slopes) => {
      const out = take();
      let count = 0;
      for (let j = 0; j < weights.length; j++) {
        if (weights[j] === 0) continue;
        weight[count] = weights[j]!;
        slope[count++] = slopes[j]!;
      }
      if (count === 0) {
        weight[0] = 0;
        slope[count++] = y;
      }
      accumulate(out, y, h, weight, slope, count);
      return out;
    },
    shift: (t, h, c) => t + c * h,
    norm: (h, weights, slopes, y, z, { rtol, atol }) => {
      let sum = 0;
      let largest = 0;
      for (let i = 0; i < n; i++) {
        let e = 0;
        for (let j = 0; j < weights.length; j++) if (weights[j] !== 0) e += weights[j]! * slopes[j]![i]!;
        e *= h;
        const scaled = e === 0 ? 0 : Math.abs(e) / (atol + rtol * Math.max(Math.abs(y[i]!), Math.abs(z[i]!)));
        sum += scaled * scaled;
        largest = Math.max(largest, scaled);
      }
      // Squares that left the range of a number: the largest element is the norm but for a factor of at most √n.
      return sum === 0 || sum === Infinity ? largest : Math.sqrt(sum / n);
    },
    select: (mask, a, b) => (mask ? a : b),
    finite: (y) => (isFiniteVector(y) ? 1 : 0),
  });

  const lift = (f: Derivative<V>, step: Step): Program<V> => {
    const algebra = algebraOf(f);
    const read: Clock[] = [];
    const numbers: number[] = [];
    return (inputs, clocks) => {
      usedCount = 0;
      for (let i = 0; i < clocks.length; i++) numbers[i] = clocks[i]![0]!;
      const result = step(algebra, inputs, numbers);
      const states = result.states as V[];
      for (let i = 0; i < states.length; i++) {
        if (inputs.includes(states[i]!)) states[i] = copyOf(states[i]!);
      }
      for (let i = 0; i < usedCount; i++) if (!states.includes(used[i]!)) free.push(used[i]!);
      for (let i = 0; i < result.clocks.length; i++) {
        read[i] ??= new Float64Array(1);
        read[i]![0] = result.clocks[i]!;
      }
      return { states, clocks: read };
    };
  };

  return {
    rows: () => 1,
    epsilon: () => Number.EPSILON,
    lift,
    sweep: (f, table) => sweepOf(f, table, like),
    release: (buffer) => free.push(buffer),
  };
};

/** @throws OptionError unless y0 is a number, an array of numbers or a Float64Array. */
export const requirePlain = (y0: unknown): void =>
  requireThat(
    typeof y0 === "number" ||
      y0 instanceof Float64Array ||
      (Array.isArray(y0) && y0.every((element) => typeof element === "number")),
    "solve: y0 must be a number, an array of numbers or a Float64Array",
    y0,
    "Pass the space of any other state.",
  );
