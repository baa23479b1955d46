import { ShapeError } from "@nami/errors";
import type { Evaluate } from "./array-attempt.js";
import { arraySpace } from "./array-space.js";
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
  const values = slope as ArrayLike<unknown> | undefined;
  const element = values?.length === count && Array.from(values).find((each) => typeof each !== "number");
  return new ShapeError(
    `${solve}: ${f} must return numbers as ${y} has them (${count}), got ${show(values?.length === count ? element : slope)}. Return an array of numbers, or the third argument.`,
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
    if (typeof element !== "number") throw misshapen(slope, out.length, words);
    out[i] = element;
  }
};

/** A plain state as one row of numbers, and back. */
export interface PlainForm<S> {
  readonly y0: Float64Array;
  readonly space: VectorSpace<Float64Array, number>;
  /** The state as its owner knows it. */
  readonly show: (y: Float64Array) => S;
}

type Form = "number" | "array" | "typed";

const callOf =
  (form: Form, length: number, words: Words) =>
  (f: unknown): Evaluate => {
    if (form === "typed") {
      const derivative = f as (y: Float64Array, t: number, out: Float64Array) => Float64Array;
      return (y, t, out) => receive(derivative(y, t[0]!, out), out, words);
    }
    if (form === "number") {
      const derivative = f as (y: number, t: number) => number;
      return (y, t, out) => {
        const slope: unknown = derivative(y[0]!, t[0]!);
        if (typeof slope !== "number") throw misshapen([slope], 1, words);
        out[0] = slope;
      };
    }
    const derivative = f as (y: number[], t: number, out: number[]) => number[];
    const [state, buffer]: number[][] = [[], []];
    return (y, t, out) => {
      for (let i = 0; i < length; i++) state![i] = y[i]!;
      const slope = derivative(state!, t[0]!, buffer!);
      if (slope?.length !== length) throw misshapen(slope, length, words);
      for (let i = 0; i < length; i++) {
        const element: unknown = slope[i];
        if (typeof element !== "number") throw misshapen(slope, length, words);
        out[i] = element;
      }
    };
  };

/**
 * A number, an array of numbers or a `Float64Array` as a state of one row.
 *
 * @throws OptionError when y0 is anything else
 */
export const plainForm = <S extends Plain>(y0: S, words: Words = solveWords): PlainForm<S> => {
  const form: Form | undefined =
    typeof y0 === "number"
      ? "number"
      : y0 instanceof Float64Array
        ? "typed"
        : Array.isArray(y0) && y0.every((element) => typeof element === "number")
          ? "array"
          : undefined;
  requireThat(
    form !== undefined,
    `${words.solve}: ${words.y} must be a number, an array of numbers or a Float64Array`,
    y0,
    "Pass the space of any other state.",
  );
  const show = (y: Float64Array): Plain => (form === "number" ? y[0]! : form === "array" ? Array.from(y) : y);
  const values = new Float64Array(form === "number" ? [y0 as number] : (y0 as number[]));
  return {
    y0: values,
    show: show as (y: Float64Array) => S,
    space: arraySpace<number>({
      call: callOf(form!, values.length, words),
      measure: (g, y, t) => Float64Array.of((g as (y: Plain, t: number) => number)(show(y), t[0]!)),
    }),
  };
};
