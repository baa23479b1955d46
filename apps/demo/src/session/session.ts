import { type ReadonlySignal, signal } from "@preact/signals";
import { type KeptView, keepRun } from "./keep-run.js";
import { type PlaneViews, planeRecord } from "./plane-record.js";
import type { Command, PlaneReport, PlaneSettings, Readings } from "./protocol.js";
import type { BackendChoice, TrainingSettings, ViewSettings } from "./settings.js";
import type { TrainingControls } from "./training-record.js";

/** What is there to see of a run. */
export interface SessionView extends KeptView, PlaneViews {
  readonly data: ReadonlySignal<Float32Array | undefined>;
  readonly readings: ReadonlySignal<Readings | undefined>;
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
  backend: BackendChoice,
  options: { readonly playing?: boolean } = {},
): Session => {
  const data = signal<Float32Array | undefined>(undefined);
  const readings = signal<Readings | undefined>(undefined);
  const plane = planeRecord(2.6);
  let [settings, views] = [first, firstViews];
  const run = keepRun<PlaneSettings, PlaneReport, Extract<Command, { kind: "views" }>>({
    ...options,
    worker: "training",
    backend,
    settings: () => ({ settings, views }),
    hear: (report) => {
      switch (report.kind) {
        case "data":
          plane.views.halfWidth.value = report.halfWidth;
          data.value = report.data;
          break;
        case "optimum":
          run.view.optimum.value = report.loss;
          break;
        case "readings":
          readings.value = report;
          break;
        default:
          plane.hear(report);
      }
    },
    forget: () => {
      plane.forget();
      readings.value = undefined;
    },
  });
  return {
    ...run.view,
    ...plane.views,
    ...run.controls,
    data,
    readings,
    reset: (nextSettings, nextViews) => {
      [settings, views] = [nextSettings, nextViews];
      run.reset();
    },
    setViews: (next) => {
      views = next;
      run.send({ kind: "views", views });
    },
    switchBackend: run.switchBackend,
    close: run.close,
  };
};
