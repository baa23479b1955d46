import { OptionError } from "@nami/errors";
import {
  isFloat,
  type Tensor,
  type TensorBackend,
  type Tree,
  toDevice,
  treeDispose,
  treeLeaves,
  zeros,
} from "@nami/tensor-backend";
import { namedLeaves } from "../named-leaves.js";
import type { Optimizer } from "../optimizers/optimizer.js";
import { type Layout, separateLayout, vectorLayout } from "./layout.js";
import type { TrainingStep } from "./options.js";
import { type NonFinite, readRecord } from "./record.js";
import type { Stepper } from "./stepper.js";
import type { DeviceState, StepInput } from "./train-step.js";
import { turnstile } from "./turnstile.js";

/** A run on the device: its state, the step it is at, and what its steps have reported. One task at a time. */
export interface DeviceRun {
  /** Steps done; exact once they are read. */
  readonly step: number;
  /** Whether there is a state: after the first `load`. */
  readonly loaded: boolean;
  /** Replaces the state by a copy of this one, given in the structure of the parameters. */
  load(state: DeviceState, step: number): Promise<void>;
  /** Makes room for this many steps between reads, and forgets earlier reports. */
  begin(readEvery: number): Promise<void>;
  /** Takes the next steps, one for each input. */
  advance(inputs: readonly StepInput[]): Promise<void>;
  /** How many steps like this one cost less together; 1 where none do. */
  together(input: StepInput): Promise<number>;
  /** Draws the random numbers of a step to come, for time in which others compute. */
  drawAhead(input: StepInput): void;
  /**
   * Reads the steps since the last read into `reports` and `failure`, and calls `use` with the state as it lies on the
   * device, and how.
   */
  settled<R>(use: (state: DeviceState, layout: Layout) => Promise<R>): Promise<R>;
  /** Steps read and not yet taken. */
  takeReports(): TrainingStep[];
  /** The step that was not finite, once it is read. */
  readonly failure: NonFinite | undefined;
  dispose(): Promise<void>;
}

/** The parts of a run. */
export interface DeviceRunParts {
  readonly optimizer: Optimizer;
  /** What makes steps, for parameters that lie in a layout. */
  readonly stepper: (layout: Layout) => Stepper;
  readonly backend: TensorBackend;
}

/** A run that advances by training steps on a backend. */
export function deviceRun({ optimizer, stepper, backend }: DeviceRunParts): DeviceRun {
  let layout = separateLayout;
  let steps: Stepper | undefined;
  const exclusive = turnstile();
  let state: DeviceState | undefined;
  let record: Tensor | undefined;
  let names: string[] = [];
  let step = 0;
  let unread = 0;
  let reports: TrainingStep[] = [];
  let failure: NonFinite | undefined;
  let disposed = false;

  const refuseDisposed = (): void => {
    if (disposed)
      throw new OptionError("trainer: a trainer must not be used after dispose, got a call. Make a new one.");
  };
  const live = (): DeviceState => {
    refuseDisposed();
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
    get loaded() {
      return state !== undefined;
    },
    get failure() {
      return failure;
    },
    load: (next, at) =>
      exclusive(async () => {
        refuseDisposed();
        // The structure of the parameters is the same at every load of one trainer.
        if (!steps) {
          layout = canJoin(optimizer, next.params) ? vectorLayout(next.params) : separateLayout;
          steps = stepper(layout);
        }
        const params = layout.join(next.params);
        const joined = {
          params,
          optimizer: layout.joinMemory(next.optimizer, optimizer.init(params)),
          ema: treeLeaves(next.ema).length ? layout.join(next.ema) : next.ema,
        };
        const copy = await toDevice(joined, { backend });
        free();
        state = copy;
        names = [...namedLeaves(next.params).keys()].map((name) => name || "params");
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
        record = await toDevice(zeros([2 * readEvery], dtype), { backend });
        reports = [];
        failure = undefined;
      }),
    advance: (inputs) =>
      exclusive(async () => {
        const next = await steps!.advance({ state: live(), record: record! }, inputs);
        state = next.state;
        record = next.record;
        step += inputs.length;
        unread += inputs.length;
      }),
    together: (input) => exclusive(() => steps!.together({ state: live(), record: record! }, input)),
    drawAhead: (input) => steps?.drawAhead(input),
    settled: (use) =>
      exclusive(async () => {
        await read();
        return use(live(), layout);
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
        steps?.dispose();
      }),
  });
}

/** Whether all parameters may lie in one vector: the optimizer does not mind, and they have one float dtype. */
function canJoin({ entrywise }: Optimizer, params: Tree<Tensor>): boolean {
  const dtypes = new Set(treeLeaves(params).map(({ dtype }) => dtype));
  return entrywise === true && dtypes.size === 1 && [...dtypes].every(isFloat);
}
