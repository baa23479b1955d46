import { computed, type ReadonlySignal, signal } from "@preact/signals";
import { type KeptView, keepRun } from "./keep-run.js";
import { type PlaneViews, planeRecord } from "./plane-record.js";
import type { Command, PlaneReport, PlaneSettings, Readings, SampledMotion } from "./protocol.js";
import {
  type BackendChoice,
  isSameGuidance,
  isSameSampling,
  type Sampling,
  type TrainingSettings,
  type ViewSettings,
} from "./settings.js";
import type { TrainingControls } from "./training-record.js";

/** What is there to see of a run. */
export interface SessionView extends KeptView, PlaneViews {
  readonly data: ReadonlySignal<Float32Array | undefined>;
  /** What is measured of the kind of data that is set, but for the distance of samples that were drawn in another way. */
  readonly readings: ReadonlySignal<KnownReadings | undefined>;
  /** The motion, once it is drawn as is set: until then the one before is to be seen, and nothing is to be read of it. */
  readonly sampled: ReadonlySignal<SampledMotion | undefined>;
}

/** Readings of which the distance of samples may not be known yet. */
type KnownReadings = Omit<Readings, "wasserstein"> & Partial<Pick<Readings, "wasserstein">>;

/** A training run in a worker of its own, which survives the loss of its device. */
export interface Session extends SessionView, TrainingControls {
  /** Begins anew, with the same backend. @param settings nothing while there is nothing to learn: then it waits, empty */
  reset(settings: TrainingSettings | undefined, views: ViewSettings): void;
  setViews(views: ViewSettings): void;
  /** Goes on where it is on another backend. */
  switchBackend(backend: BackendChoice): void;
  close(): void;
}

/** How much of the plane is shown while there are no data. */
const emptyHalfWidth = 2.6;

/** Starts a worker, and a run in it, as soon as there is something to learn. */
export const beginSession = (
  first: TrainingSettings | undefined,
  firstViews: ViewSettings,
  backend: BackendChoice,
  options: { readonly playing?: boolean } = {},
): Session => {
  const data = signal<Float32Array | undefined>(undefined);
  const read = signal<Readings | undefined>(undefined);
  const drawn = signal<SampledMotion | undefined>(undefined);
  const sampling = signal<Sampling>(firstViews);
  const plane = planeRecord(emptyHalfWidth);
  let [settings, views] = [first, firstViews];
  const run = keepRun<PlaneSettings, PlaneReport, Extract<Command, { kind: "views" }>>({
    ...options,
    worker: "training",
    backend,
    settings: () => settings && { settings, views },
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
          read.value = report;
          break;
        case "motion":
          drawn.value = report;
          plane.hear(report);
          break;
        default:
          plane.hear(report);
      }
    },
    forget: () => {
      plane.forget();
      [read.value, drawn.value] = [undefined, undefined];
    },
  });
  return {
    ...run.view,
    ...plane.views,
    ...run.controls,
    data,
    readings: computed(() => {
      if (!read.value || isSameSampling(read.value.sampling, sampling.value)) return read.value;
      if (!isSameGuidance(read.value.sampling, sampling.value)) return undefined;
      const { wasserstein: _, ...others } = read.value;
      return others;
    }),
    sampled: computed(() =>
      drawn.value && isSameSampling(drawn.value.sampling, sampling.value) ? drawn.value : undefined,
    ),
    reset: (nextSettings, nextViews) => {
      [settings, views, sampling.value] = [nextSettings, nextViews, nextViews];
      if (!settings) [data.value, plane.views.halfWidth.value] = [undefined, emptyHalfWidth];
      run.reset();
    },
    setViews: (next) => {
      [views, sampling.value] = [next, next];
      run.send({ kind: "views", views });
    },
    switchBackend: run.switchBackend,
    close: run.close,
  };
};
