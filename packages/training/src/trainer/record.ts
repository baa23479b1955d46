import { SolveError } from "@nami/errors";

/** What was wrong in the first step whose loss or gradient was not finite. */
export interface NonFinite {
  readonly step: number;
  /** `"loss"`, or the name of the parameter whose gradient it was. */
  readonly tensor: string;
  readonly loss: number;
}

/** The steps since the last read. */
export interface StepRecord {
  readonly losses: readonly { readonly step: number; readonly loss: number }[];
  readonly nonFinite: NonFinite | undefined;
}

/**
 * Reads the newest entries of a record; see `updateStep`.
 *
 * @param values `[2k]`
 * @param steps of how many steps to read, and which is the last
 * @param names of the parameters, in the order of the gradients
 */
export function readRecord(
  values: ArrayLike<number>,
  { last, steps }: { readonly last: number; readonly steps: number },
  names: readonly string[],
): StepRecord {
  const losses: { step: number; loss: number }[] = [];
  for (let i = steps; i > 0; i--) {
    const at = values.length - 2 * i;
    const step = last - i + 1;
    const [loss, verdict] = [values[at]!, values[at + 1]!];
    if (verdict > 0) {
      const place = names.length + 1 - verdict;
      const tensor = place === 0 ? "loss" : names[place - 1]!;
      return { losses, nonFinite: { step, tensor, loss } };
    }
    losses.push({ step, loss });
  }
  return { losses, nonFinite: undefined };
}

/** The error that ends training at a validation; the step itself was sound. */
export const validationError = (step: number, value: number): SolveError =>
  new SolveError(
    `fit: validation must be finite, got ${value} at step ${step}. Lower the learning rate, or check validation.measure; the state of step ${step} is kept.`,
    { details: { step, tensor: "validation", validation: value } },
  );

/**
 * The error that ends training.
 *
 * @param sound whether the parameters before the step are finite
 */
export function nonFiniteError({ step, tensor, loss }: NonFinite, sound = true): SolveError {
  const what =
    tensor === "loss" ? `a loss of ${loss}` : `a gradient of ${tensor} that is not (the loss was ${loss})`;
  const kept = sound ? "" : ", whose parameters are not finite either: go back to an earlier one";
  return new SolveError(
    `fit: loss and gradients must be finite, got ${what} at step ${step}. Lower the learning rate, clip gradients (clip: { norm: 1 }) or check the data; the state of step ${step - 1} is kept${kept}.`,
    { details: { step, tensor, loss, ...(!sound && { overflow: true }) } },
  );
}
