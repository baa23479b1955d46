import { breather, foldIn, type Key, split, treeLeaves } from "@nami/tensor-backend";
import { type Ahead, ahead } from "./ahead.js";
import type { Batches } from "./batches.js";
import type { DeviceRun } from "./device-run.js";
import type { FitOptions, TrainingStep } from "./options.js";
import { nonFiniteError, validationError } from "./record.js";
import type { DeviceState, StepInput } from "./train-step.js";

/** Most steps that run as one program: more save little, and an abort would wait for them. */
const most = 10;

/** Measures a figure on the state of a run. */
export interface Measurement {
  readonly every: number;
  measure(): Promise<number>;
}

/** Whether all parameters are: a step whose gradients are finite may still overflow them. */
const areFinite = async (params: DeviceState["params"]): Promise<boolean> => {
  for (const leaf of treeLeaves(params))
    if ((await leaf.data()).some((value: number) => !Number.isFinite(value))) return false;
  return true;
};

/**
 * The loop: batches, steps, reads, and nothing else. Ends at `steps`, after an abort, or with a SolveError
 * for a loss, gradient or validation that is not finite.
 *
 * @param stepKeys the family of step keys: step n uses `foldIn(stepKeys, n)`
 */
export async function* fitLoop(
  run: DeviceRun,
  batches: Batches,
  stepKeys: Key,
  measurement: Measurement | undefined,
  {
    steps,
    signal,
    onProgress,
    readEvery,
  }: Omit<FitOptions, "key" | "resume"> & { readonly readEvery: number },
): AsyncGenerator<TrainingStep, void, undefined> {
  const rest = breather();
  let unread = 0;
  const inputOf = async (step: number): Promise<StepInput> => {
    const [hostKey, key] = split(foldIn(stepKeys, step));
    return { batch: await batches(step, hostKey), key, step };
  };
  let next: Ahead<StepInput> | undefined;
  /** Has the input of the next step made, with all that is drawn for it. */
  const makeNext = (step: number): void => {
    next = ahead(async () => {
      const input = await inputOf(step);
      run.drawAhead(input);
      return input;
    });
  };
  const aborted = (): boolean => signal?.aborted === true;
  const stopped = (): boolean => run.step >= steps || aborted();
  await run.begin(readEvery);
  try {
    while (!stopped()) {
      const untilMeasured = measurement
        ? measurement.every - (run.step % measurement.every)
        : Number.POSITIVE_INFINITY;
      const room = Math.min(readEvery - unread, untilMeasured, steps - run.step, most);
      const inputs = [await (next?.get() ?? inputOf(run.step + 1))];
      next = undefined;
      const count = room > 1 ? Math.min(room, await run.together(inputs[0]!)) : 1;
      while (inputs.length < count && !aborted()) inputs.push(await inputOf(run.step + inputs.length + 1));
      const done = run.step + inputs.length;
      const advancing = run.advance(inputs);
      if (inputs.length === 1 && done < steps) makeNext(done + 1);
      await advancing;
      unread += inputs.length;
      await rest();
      const measured = measurement !== undefined && run.step % measurement.every === 0;
      if (unread < readEvery && !measured && !stopped()) continue;
      unread = 0;
      await run.settled(async () => undefined);
      const reports = run.takeReports();
      const validation = measured && !run.failure ? await measurement.measure() : undefined;
      const sound = validation === undefined || Number.isFinite(validation);
      if (validation !== undefined && sound) reports.push({ ...reports.pop()!, validation });
      const newest = reports.at(-1);
      if (newest && onProgress) onProgress({ ...newest, steps });
      const { failure } = run;
      yield* reports;
      if (failure) throw nonFiniteError(failure, await run.settled(({ params }) => areFinite(params)));
      if (!sound) throw validationError(run.step, validation);
    }
  } finally {
    await next?.drop();
  }
}
