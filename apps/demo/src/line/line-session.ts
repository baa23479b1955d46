import { type ReadonlySignal, signal } from "@preact/signals";
import { type KeptView, keepRun } from "../session/keep-run.js";
import type { BackendChoice } from "../session/settings.js";
import type { TrainingControls } from "../session/training-record.js";
import type {
  EulerPair,
  EulerStart,
  LineCommand,
  LineData,
  LineLook,
  LineSettings,
  LineShown,
  LineStart,
} from "./protocol.js";

/** A run in one dimension, in a worker of its own, which survives the loss of its device. */
export interface LineSession extends KeptView, TrainingControls {
  readonly data: ReadonlySignal<LineData | undefined>;
  readonly look: ReadonlySignal<LineLook | undefined>;
  readonly euler: ReadonlySignal<EulerPair | undefined>;
  /** Begins anew. */
  reset(settings: LineSettings): void;
  setEuler(euler: EulerStart): void;
  /** Goes on where it is on another backend. */
  switchBackend(backend: BackendChoice): void;
  close(): void;
}

/** Starts a worker, and a run in it. */
export const beginLineSession = (
  first: LineSettings,
  firstEuler: EulerStart,
  backend: BackendChoice,
): LineSession => {
  const data = signal<LineData | undefined>(undefined);
  const look = signal<LineLook | undefined>(undefined);
  const pair = signal<EulerPair | undefined>(undefined);
  let [settings, euler] = [first, firstEuler];
  const run = keepRun<LineStart, LineShown, Extract<LineCommand, { kind: "euler" }>>({
    worker: "line",
    backend,
    settings: () => ({ settings, euler }),
    hear: (report) => {
      switch (report.kind) {
        case "optimum":
          run.view.optimum.value = report.loss;
          break;
        case "data":
          data.value = report;
          break;
        case "line":
          look.value = report;
          break;
        case "euler":
          pair.value = report;
          break;
      }
    },
    forget: () => {
      for (const known of [data, look, pair]) known.value = undefined;
    },
  });
  return {
    ...run.view,
    ...run.controls,
    data,
    look,
    euler: pair,
    reset: (next) => {
      settings = next;
      run.reset();
    },
    setEuler: (next) => {
      euler = next;
      run.send({ kind: "euler", euler });
    },
    switchBackend: run.switchBackend,
    close: run.close,
  };
};
