import { batch, type ReadonlySignal, signal } from "@preact/signals";
import { linkWorker, type WorkerLink } from "../transport/worker-link.js";
import { type LossRecord, noLosses, withLosses } from "./loss-record.js";
import type { Arrows, Command, Density, Motion, Readings, Report } from "./protocol.js";
import type { BackendChoice, BackendName, TrainingSettings, ViewSettings } from "./settings.js";

/** Losses of a device that a run survives; after them it goes on without a GPU. */
const mostLosses = 3;

/** Where a session is. */
export type Phase = "idle" | "starting" | "training" | "paused" | "finished" | "recovering" | "broken";

/** What is there to see of a run. */
export interface SessionView {
  readonly phase: ReadonlySignal<Phase>;
  readonly backend: ReadonlySignal<BackendName | undefined>;
  readonly computes: ReadonlySignal<string>;
  readonly step: ReadonlySignal<number>;
  readonly stepsPerSecond: ReadonlySignal<number>;
  readonly losses: ReadonlySignal<LossRecord>;
  readonly optimum: ReadonlySignal<number | undefined>;
  readonly halfWidth: ReadonlySignal<number>;
  readonly data: ReadonlySignal<Float32Array | undefined>;
  readonly motion: ReadonlySignal<Motion | undefined>;
  readonly arrows: ReadonlySignal<Arrows | undefined>;
  readonly density: ReadonlySignal<Density | undefined>;
  readonly readings: ReadonlySignal<Readings | undefined>;
  /** What a visitor should know: a fallback, a resumption, an error. Text, never markup. */
  readonly notice: ReadonlySignal<string>;
  /** The last host copy of the state: a checkpoint as a safetensors file. */
  readonly checkpoint: ReadonlySignal<{ readonly step: number; readonly bytes: Uint8Array } | undefined>;
}

/** A training run in a worker of its own, which survives the loss of its device. */
export interface Session extends SessionView {
  /** Begins anew, with the same backend. */
  reset(settings: TrainingSettings, views: ViewSettings): void;
  play(): void;
  pause(): void;
  /** One training step, then rest. */
  stepOnce(): void;
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
  { playing: startsPlaying = true }: { readonly playing?: boolean } = {},
): Session => {
  const phase = signal<Phase>("idle");
  const backend = signal<BackendName | undefined>(undefined);
  const computes = signal("");
  const step = signal(0);
  const stepsPerSecond = signal(0);
  const losses = signal<LossRecord>(noLosses);
  const optimum = signal<number | undefined>(undefined);
  const halfWidth = signal(2.6);
  const data = signal<Float32Array | undefined>(undefined);
  const motion = signal<Motion | undefined>(undefined);
  const arrows = signal<Arrows | undefined>(undefined);
  const density = signal<Density | undefined>(undefined);
  const readings = signal<Readings | undefined>(undefined);
  const notice = signal("");
  const checkpoint = signal<{ readonly step: number; readonly bytes: Uint8Array } | undefined>(undefined);
  let [settings, views, choice, playing, lossesOfDevice] = [
    first,
    firstViews,
    firstBackend,
    startsPlaying,
    0,
  ];
  let link: WorkerLink<Command> | undefined;
  /** Reports of runs before this one are still under way after a reset. */
  let isCurrent = false;

  const forget = (): void => {
    batch(() => {
      step.value = 0;
      stepsPerSecond.value = 0;
      losses.value = noLosses;
      for (const known of [optimum, motion, arrows, density, readings, checkpoint]) known.value = undefined;
    });
  };
  const start = (): void => {
    isCurrent = false;
    link ??= open();
    const resume = checkpoint.peek()?.bytes;
    link.send({
      kind: "start",
      settings,
      views,
      backend: choice,
      playing,
      ...(resume && { resume: resume.slice() }),
    });
  };
  const restartOn = (next: BackendChoice): void => {
    link?.close();
    link = undefined;
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
    if (report.kind === "ready") isCurrent = true;
    else if (!isCurrent && report.kind !== "failed" && report.kind !== "lost") return;
    batch(() => {
      switch (report.kind) {
        case "ready":
          backend.value = report.backend;
          computes.value = report.computes;
          halfWidth.value = report.halfWidth;
          data.value = report.data;
          phase.value = playing ? "training" : "paused";
          if (report.refused.length > 0) notice.value = `Not used: ${report.refused.join(" ")}`;
          break;
        case "optimum":
          optimum.value = report.loss;
          break;
        case "progress":
          step.value = report.step;
          stepsPerSecond.value = report.stepsPerSecond;
          losses.value = withLosses(losses.peek(), report.step, report.losses);
          break;
        case "paused":
          playing = false;
          phase.value = "paused";
          break;
        case "finished":
          phase.value = "finished";
          break;
        case "motion":
          motion.value = report;
          break;
        case "arrows":
          arrows.value = report;
          break;
        case "density":
          density.value = report;
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
        case "trouble":
          notice.value = report.message;
          break;
        case "failed":
          notice.value = report.message;
          if (!isCurrent) phase.value = "broken";
          break;
      }
    });
  };
  const open = (): WorkerLink<Command> => {
    phase.value = phase.peek() === "recovering" ? "recovering" : "starting";
    const worker = new Worker(new URL("../worker/main.ts", import.meta.url), { type: "module" });
    return linkWorker<Command, Report>(worker, {
      onReport: hear,
      onBreak: (reason) => {
        notice.value = `Training stopped: ${reason}`;
        phase.value = "broken";
      },
    });
  };
  start();
  return {
    phase,
    backend,
    computes,
    step,
    stepsPerSecond,
    losses,
    optimum,
    halfWidth,
    data,
    motion,
    arrows,
    density,
    readings,
    notice,
    checkpoint,
    reset: (nextSettings, nextViews) => {
      [settings, views] = [nextSettings, nextViews];
      forget();
      notice.value = "";
      if (phase.peek() === "broken") {
        link?.close();
        link = undefined;
      }
      start();
    },
    play: () => {
      playing = true;
      phase.value = "training";
      link?.send({ kind: "play" });
    },
    pause: () => {
      playing = false;
      link?.send({ kind: "pause" });
    },
    stepOnce: () => {
      playing = false;
      link?.send({ kind: "step" });
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
    close: () => link?.close(),
  };
};
