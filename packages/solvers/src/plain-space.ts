import { ShapeError } from "@nami/errors";
import type { Evaluate } from "./array-attempt.js";
import { type ArraySpaceOptions, arraySpace } from "./array-space.js";
import { requireThat, show } from "./check.js";
import type { VectorSpace } from "./vector-space.js";

/** A state on the host with one row. */
export type Plain = number | number[] | Float64Array;

/** How errors call the solve, its function and its state. */
export interface Words {
  readonly solve: string;
  readonly f: string;
  readonly y: string;
}

const solveWords: Words = { solve: "solve", f: "f", y: "y0" };

/** The error of a derivative that returned anything but as many numbers. */
const misshapen = (slope: unknown, count: number, { solve, f, y } = solveWords): ShapeError => {
  // Where it is a promise, nobody else will look at how it ends.
  Promise.resolve(slope).catch(() => undefined);
  return new ShapeError(
    `${solve}: ${f} must return numbers as ${y} has them (${count}), got ${show(slope)}. Return an array of numbers, or the third argument.`,
  );
};

/**
 * Copies what f returned to `out`, unless it is `out`.
 *
 * @throws ShapeError when f returned anything but as many numbers
 */
export const receive = (slope: ArrayLike<number>, out: Float64Array, words?: Words): void => {
  if (slope === out) return;
  if (slope?.length !== out.length) throw misshapen(slope, out.length, words);
  for (let i = 0; i < out.length; i++) {
    const element = slope[i];
    if (typeof element !== "number") throw misshapen(element, out.length, words);
    out[i] = element;
  }
};

/** A plain state as one row of numbers, and back. */
export interface PlainForm {
  readonly y0: Float64Array;
  readonly space: VectorSpace<Float64Array, number>;
  /** The state as its owner knows it. */
  readonly show: (y: Float64Array) => Plain;
}

/**
 * A number, an array of numbers or a `Float64Array` as a state of one row.
 *
 * @param further arithmetic beyond that of `solve`
 * @throws OptionError when y0 is anything else
 */
export const plainForm = (
  y0: unknown,
  words: Words = solveWords,
  further?: ArraySpaceOptions<unknown>["further"],
): PlainForm => {
  const number = typeof y0 === "number";
  const list = Array.isArray(y0);
  const given = number ? [y0] : y0;
  requireThat(
    given instanceof Float64Array ||
      (Array.isArray(given) && given.every((element) => typeof element === "number")),
    `${words.solve}: ${words.y} must be a number, an array of numbers or a Float64Array`,
    y0,
    "Pass its space.",
  );
  const start = new Float64Array(given as number[]);
  const call = (f: unknown): Evaluate => {
    const derivative = f as (y: Plain, t: number, out: Plain) => number & number[];
    if (number) return (y, t, out) => receive([derivative(y[0]!, t[0]!, 0)], out, words);
    if (!list) return (y, t, out) => receive(derivative(y, t[0]!, out), out, words);
    const [state, buffer]: [number[], number[]] = [[], []];
    return (y, t, out) => {
      for (let i = 0; i < y.length; i++) state[i] = y[i]!;
      receive(derivative(state, t[0]!, buffer), out, words);
    };
  };
  const show = (y: Float64Array): Plain => (number ? y[0]! : list ? Array.from(y) : y);
  return {
    y0: start,
    show,
    space: arraySpace<number>({
      call,
      measure: (g, y, t) => {
        const value = g(show(y), t[0]!);
        requireThat(typeof value === "number", "event: g must return a number", value, "Return one.");
        return Float64Array.of(value as number);
      },
      ...(further && { further }),
    }),
  };
};
