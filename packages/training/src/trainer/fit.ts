import { foldIn, type Key, split } from "@nami/tensor-backend";
import type { Batches } from "./batches.js";
import { breather } from "./breather.js";
import type { DeviceRun } from "./device-run.js";
import type { FitOptions, TrainingStep } from "./options.js";
import { nonFiniteError, validationError } from "./record.js";

/** Measures a figure on the state of a run. */
export interface Measurement {
  readonly every: number;
  measure(): Promise<number>;
}

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
  const stopped = (): boolean => run.step >= steps || signal?.aborted === true;
  await run.begin(readEvery);
  while (!stopped()) {
    const [hostKey, deviceKey] = split(foldIn(stepKeys, run.step + 1));
    await run.advance(await batches(run.step + 1, hostKey), deviceKey);
    unread++;
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
    if (failure) throw nonFiniteError(failure);
    if (!sound) throw validationError(run.step, validation);
  }
}
