import { batch, type ReadonlySignal, signal } from "@preact/signals";
import { startWorker } from "../transport/start-worker.js";
import { linkWorker, type WorkerLink } from "../transport/worker-link.js";
import { type PlaneViews, planeRecord } from "./plane-record.js";
import type { Command, Readings, Report } from "./protocol.js";
import type { BackendChoice, BackendName, TrainingSettings, ViewSettings } from "./settings.js";
import { type TrainingControls, type TrainingView, trainingRecord } from "./training-record.js";

/** Losses of a device that a run survives; after them it goes on without a GPU. */
const mostLosses = 3;

/** A host copy of a state: a checkpoint as a safetensors file. */
export interface HostCopy {
  readonly step: number;
  readonly bytes: Uint8Array;
}

/** What is there to see of a run. */
export interface SessionView extends TrainingView, PlaneViews {
  readonly backend: ReadonlySignal<BackendName | undefined>;
  readonly data: ReadonlySignal<Float32Array | undefined>;
  readonly readings: ReadonlySignal<Readings | undefined>;
  /** The last host copy of the state. */
  readonly checkpoint: ReadonlySignal<HostCopy | undefined>;
}

/** A training run in a worker of its own, which survives the loss of its device. */
export interface Session extends SessionView, TrainingControls {
  /** Begins anew, with the same backend. */
  reset(settings: TrainingSettings, views: ViewSettings): void;
  setViews(views: ViewSettings): void;
  /** Goes on where it is on another backend. */
  switchBackend(backend: BackendChoice): void;
  close(): void;
}

/** Starts a worker, and a run in it. */
export const beginSession = (
  first: TrainingSettings,
  firstViews: ViewSettings,
  firstBackend: BackendChoice,
  options: { readonly playing?: boolean } = {},
): Session => {
  const backend = signal<BackendName | undefined>(undefined);
  const data = signal<Float32Array | undefined>(undefined);
  const readings = signal<Readings | undefined>(undefined);
  const checkpoint = signal<HostCopy | undefined>(undefined);
  const record = trainingRecord((command) => link?.send(command), options);
  const plane = planeRecord(2.6);
  const { phase, notice, step, optimum } = record.view;
  let [settings, views, choice, lossesOfDevice] = [first, firstViews, firstBackend, 0];
  let link: WorkerLink<Command> | undefined;

  const forget = (): void =>
    batch(() => {
      record.forget();
      plane.forget();
      [readings.value, checkpoint.value] = [undefined, undefined];
    });
  const start = (): void => {
    record.asked();
    link ??= open();
    const resume = checkpoint.peek()?.bytes;
    link.send({
      kind: "start",
      settings,
      views,
      backend: choice,
      playing: record.isPlaying(),
      ...(resume && { resume: resume.slice() }),
    });
  };
  const end = (): void => {
    link?.close();
    link = undefined;
  };
  const restartOn = (next: BackendChoice): void => {
    end();
    choice = next;
    step.value = checkpoint.peek()?.step ?? 0;
    if (step.peek() === 0) forget();
    start();
  };
  const recover = (name: BackendName, reason: string): void => {
    lossesOfDevice++;
    phase.value = "recovering";
    const from = `step ${checkpoint.peek()?.step ?? 0}`;
    if (lossesOfDevice >= mostLosses) {
      notice.value = `The GPU was lost ${lossesOfDevice} times (${reason}). Training goes on from ${from} on WebAssembly.`;
      restartOn("wasm");
    } else {
      notice.value = `The GPU was lost (${reason}). Training goes on from ${from} on ${name}.`;
      restartOn(name);
    }
  };
  const hear = (report: Report): void => {
    const isOfAny = report.kind === "ready" || report.kind === "failed" || report.kind === "lost";
    if (!isOfAny && !record.isCurrent()) return;
    batch(() => {
      switch (report.kind) {
        case "ready":
          record.ready(report.computes);
          backend.value = report.backend;
          plane.views.halfWidth.value = report.halfWidth;
          data.value = report.data;
          if (report.refused.length > 0) notice.value = `Not used: ${report.refused.join(" ")}`;
          break;
        case "optimum":
          optimum.value = report.loss;
          break;
        case "motion":
        case "arrows":
        case "density":
          plane.hear(report);
          break;
        case "readings":
          readings.value = report;
          break;
        case "checkpoint":
          checkpoint.value = { step: report.step, bytes: report.bytes };
          break;
        case "lost":
          recover(report.backend, report.reason);
          break;
        default:
          record.hear(report);
      }
    });
  };
  const open = (): WorkerLink<Command> => {
    if (phase.peek() !== "recovering") phase.value = "starting";
    return linkWorker<Command, Report>(startWorker("training"), { onReport: hear, onBreak: record.broke });
  };
  start();
  return {
    ...record.view,
    ...plane.views,
    ...record.controls,
    backend,
    data,
    readings,
    checkpoint,
    reset: (nextSettings, nextViews) => {
      [settings, views] = [nextSettings, nextViews];
      forget();
      notice.value = "";
      if (phase.peek() === "broken") end();
      start();
    },
    setViews: (next) => {
      views = next;
      link?.send({ kind: "views", views });
    },
    switchBackend: (next) => {
      lossesOfDevice = 0;
      notice.value = "";
      restartOn(next);
    },
    close: end,
  };
};
