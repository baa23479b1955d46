import { batch, type ReadonlySignal, signal } from "@preact/signals";
import { type PlaneViews, planeRecord } from "../session/plane-record.js";
import type { BackendChoice } from "../session/settings.js";
import { startWorker } from "../transport/start-worker.js";
import { linkWorker, type WorkerLink } from "../transport/worker-link.js";
import type { ModelCommand, ModelReport, ModelSummary, UseSettings } from "./protocol.js";

/** Log-densities of some points. */
export type Densities = Extract<ModelReport, { kind: "densities" }>;
/** Fresh samples. */
export type Samples = Extract<ModelReport, { kind: "samples" }>;

/** What is there to see of a model, and what can be done with it. */
export interface ModelSession extends PlaneViews {
  readonly model: ReadonlySignal<ModelSummary | undefined>;
  readonly densities: ReadonlySignal<Densities | undefined>;
  /** How far an evaluation is, in words; empty where none is under way. */
  readonly progress: ReadonlySignal<string>;
  readonly isBusy: ReadonlySignal<boolean>;
  /** What is wrong with the files, and with the points. Text, never markup. */
  readonly modelTrouble: ReadonlySignal<string>;
  readonly pointsTrouble: ReadonlySignal<string>;
  open(weights: File, config: File | undefined): void;
  use(settings: UseSettings): void;
  evaluate(points: string | File): void;
  /** @param take hears of the samples once */
  draw(count: number, take: (samples: Samples) => void): void;
  stop(): void;
  switchBackend(backend: BackendChoice): void;
  close(): void;
}

/** A model in a worker of its own. */
export const beginModelSession = (first: UseSettings, firstBackend: BackendChoice): ModelSession => {
  const model = signal<ModelSummary | undefined>(undefined);
  const plane = planeRecord(3);
  const densities = signal<Densities | undefined>(undefined);
  const progress = signal("");
  const isBusy = signal(false);
  const modelTrouble = signal("");
  const pointsTrouble = signal("");
  let [settings, backend] = [first, firstBackend];
  let files: { readonly weights: File; readonly config: File | undefined } | undefined;
  let link: WorkerLink<ModelCommand> | undefined;
  let take: (samples: Samples) => void = () => {};

  const forgetViews = (): void =>
    batch(() => {
      plane.forget();
      densities.value = undefined;
      progress.value = "";
    });
  const hear = (report: ModelReport): void =>
    batch(() => {
      switch (report.kind) {
        case "model":
          model.value = report;
          if (report.refused.length > 0) modelTrouble.value = `Not used: ${report.refused.join(" ")}`;
          break;
        case "view":
          plane.views.halfWidth.value = report.halfWidth;
          break;
        case "motion":
        case "arrows":
        case "density":
          plane.hear(report);
          break;
        case "progress":
          progress.value = `${report.done.toLocaleString("en")} of ${report.of.toLocaleString("en")}`;
          break;
        case "densities":
          densities.value = report;
          progress.value = "";
          break;
        case "samples":
          take(report);
          break;
        case "idle":
          isBusy.value = false;
          progress.value = "";
          break;
        case "trouble":
          if (report.about === "model") modelTrouble.value = report.message;
          else pointsTrouble.value = report.message;
          break;
        case "lost":
          restartOn("wasm");
          modelTrouble.value = `The GPU was lost (${report.reason}). The page goes on with WebAssembly.`;
          break;
      }
    });
  const send = (command: ModelCommand): void => {
    isBusy.value = true;
    link ??= linkWorker<ModelCommand, ModelReport>(startWorker("model"), {
      onReport: hear,
      onBreak: (reason) => {
        link = undefined;
        isBusy.value = false;
        modelTrouble.value = `The computation stopped: ${reason}. Open the model again.`;
      },
    });
    link.send(command);
  };
  const openFiles = (): void => {
    if (files) send({ kind: "open", ...files, backend, use: settings });
  };
  const restartOn = (next: BackendChoice): void => {
    link?.close();
    link = undefined;
    backend = next;
    isBusy.value = false;
    forgetViews();
    openFiles();
  };
  return {
    ...plane.views,
    model,
    densities,
    progress,
    isBusy,
    modelTrouble,
    pointsTrouble,
    open: (weights, config) => {
      files = { weights, config };
      model.value = undefined;
      modelTrouble.value = "";
      pointsTrouble.value = "";
      forgetViews();
      openFiles();
    },
    use: (next) => {
      settings = next;
      if (model.peek()) send({ kind: "use", use: next });
    },
    evaluate: (points) => {
      pointsTrouble.value = "";
      densities.value = undefined;
      progress.value = "Reading …";
      send({ kind: "evaluate", points });
    },
    draw: (count, hearSamples) => {
      take = hearSamples;
      send({ kind: "draw", count });
    },
    stop: () => send({ kind: "stop" }),
    switchBackend: (next) => {
      modelTrouble.value = "";
      restartOn(next);
    },
    close: () => link?.close(),
  };
};
