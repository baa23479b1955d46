import { OptionError } from "@nami/errors";
import {
  compile,
  type Key,
  type Tensor,
  type TensorBackend,
  toDevice,
  treeDispose,
  treeLeaves,
  zeros,
} from "@nami/tensor-backend";
import { namedLeaves } from "../named-leaves.js";
import type { Batch } from "./batches.js";
import type { TrainingStep } from "./options.js";
import { type NonFinite, readRecord } from "./record.js";
import type { DeviceState, TrainStep } from "./train-step.js";
import { turnstile } from "./turnstile.js";

/** A run on the device: its state, the step it is at, and what its steps have reported. One task at a time. */
export interface DeviceRun {
  /** Steps done; exact once they are read. */
  readonly step: number;
  /** Undefined until the first `load`. */
  readonly state: DeviceState | undefined;
  /** Replaces the state by a copy of this one. */
  load(state: DeviceState, step: number): Promise<void>;
  /** Makes room for this many steps between reads, and forgets earlier reports. */
  begin(readEvery: number): Promise<void>;
  /** One step. */
  advance(batch: Batch, key: Key): Promise<void>;
  /** Reads the steps since the last read into `reports` and `failure`, and calls `use` with the state as it is. */
  settled<R>(use: (state: DeviceState) => Promise<R>): Promise<R>;
  /** Steps read and not yet taken. */
  takeReports(): TrainingStep[];
  /** The step that was not finite, once it is read. */
  readonly failure: NonFinite | undefined;
  dispose(): Promise<void>;
}

/** A run that advances by a training step, compiled for a backend. */
export function deviceRun(formula: TrainStep, backend: TensorBackend): DeviceRun {
  const compiled = compile(formula, { backend, donate: [0, 1] });
  const exclusive = turnstile();
  let state: DeviceState | undefined;
  let record: Tensor | undefined;
  let names: string[] = [];
  let step = 0;
  let unread = 0;
  let reports: TrainingStep[] = [];
  let failure: NonFinite | undefined;
  let disposed = false;

  const live = (): DeviceState => {
    if (disposed)
      throw new OptionError("trainer: a trainer must not be used after dispose, got a call. Make a new one.");
    if (!state)
      throw new OptionError(
        "trainer: there must be a state, got none yet. Begin with fit({ key, steps }) or restore(checkpoint).",
      );
    return state;
  };
  const read = async (): Promise<void> => {
    if (!record || unread === 0) return;
    const found = readRecord(await record.data(), { last: step, steps: unread }, names);
    unread = 0;
    for (const report of found.losses) reports.push(report);
    failure = found.nonFinite;
    if (failure) step = failure.step - 1;
  };
  const free = (): void => {
    if (state) treeDispose(Object.values(state));
    record?.dispose();
    state = undefined;
    record = undefined;
  };

  return Object.freeze<DeviceRun>({
    get step() {
      return step;
    },
    get state() {
      return state;
    },
    get failure() {
      return failure;
    },
    load: (next, at) =>
      exclusive(async () => {
        const copy = await toDevice(next, { backend });
        free();
        state = copy;
        names = [...namedLeaves(copy.params).keys()].map((name) => name || "params");
        step = at;
        unread = 0;
        reports = [];
        failure = undefined;
      }),
    begin: (readEvery) =>
      exclusive(async () => {
        await read();
        const { dtype } = treeLeaves(live().params)[0]!;
        record?.dispose();
        record = await toDevice(zeros([readEvery, 2], dtype), { backend });
        reports = [];
        failure = undefined;
      }),
    advance: (batch, key) =>
      exclusive(async () => {
        const next = await compiled(live(), record!, batch, key, step + 1);
        state = next.state;
        record = next.record;
        step++;
        unread++;
      }),
    settled: (use) =>
      exclusive(async () => {
        await read();
        return use(live());
      }),
    takeReports: () => {
      const taken = reports;
      reports = [];
      return taken;
    },
    dispose: () =>
      exclusive(async () => {
        disposed = true;
        free();
        compiled.dispose();
      }),
  });
}
