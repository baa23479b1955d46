import { batch, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { type LossRecord, noLosses, withLosses } from "./loss-record.js";
import type { TrainingReport } from "./protocol.js";

/** Where a run is; it waits while there is nothing to learn. */
export type Phase =
  | "waiting"
  | "starting"
  | "training"
  | "pausing"
  | "paused"
  | "finished"
  | "recovering"
  | "broken";

/** What is there to see of the training of a run. */
export interface TrainingView {
  readonly phase: ReadonlySignal<Phase>;
  /** What computes, for people. */
  readonly computes: ReadonlySignal<string>;
  readonly step: ReadonlySignal<number>;
  readonly stepsPerSecond: ReadonlySignal<number>;
  readonly losses: ReadonlySignal<LossRecord>;
  /** The loss of a perfect model, where it is known. */
  readonly optimum: ReadonlySignal<number | undefined>;
  /** What a visitor should know: a fallback, a resumption, an error. Text, never markup. */
  readonly notice: ReadonlySignal<string>;
}

/** What can be done with a run. */
export interface TrainingControls {
  play(): void;
  pause(): void;
  /** One training step, then rest. */
  stepOnce(): void;
}

/** The signals of a training run, kept by what its worker reports. */
export interface TrainingRecord {
  readonly view: { readonly [Name in keyof TrainingView]: Signal<TrainingView[Name]["value"]> };
  /** Commands to the worker of the run. */
  readonly controls: TrainingControls;
  /** Whether it trains as soon as it is ready. */
  isPlaying(): boolean;
  /** Whether reports are of the run that was asked for last: those of the run before are still under way after a reset. */
  isCurrent(): boolean;
  /** A run was asked for. @returns its number */
  asked(): number;
  /** The run of a number is ready. */
  ready(run: number, computes: string): void;
  hear(report: TrainingReport): void;
  /** The worker is of no use any more. */
  broke(reason: string): void;
  /** Begins with nothing known. */
  forget(): void;
}

/** @param send commands to the worker, where there is one */
export const trainingRecord = (
  send: (command: { readonly kind: "play" | "pause" | "step" }) => void,
  { playing = true }: { readonly playing?: boolean } = {},
): TrainingRecord => {
  const phase = signal<Phase>("starting");
  const computes = signal("");
  const step = signal(0);
  const stepsPerSecond = signal(0);
  const losses = signal<LossRecord>(noLosses);
  const optimum = signal<number | undefined>(undefined);
  const notice = signal("");
  let [isPlaying, isCurrent, newest] = [playing, false, 0];
  return {
    view: { phase, computes, step, stepsPerSecond, losses, optimum, notice },
    controls: {
      play: () => {
        isPlaying = true;
        phase.value = "training";
        send({ kind: "play" });
      },
      pause: () => {
        isPlaying = false;
        // The step that is under way comes first, and may take its time.
        if (phase.peek() === "training") phase.value = "pausing";
        send({ kind: "pause" });
      },
      stepOnce: () => {
        isPlaying = false;
        send({ kind: "step" });
      },
    },
    isPlaying: () => isPlaying,
    isCurrent: () => isCurrent,
    asked: () => {
      isCurrent = false;
      return ++newest;
    },
    ready: (run, by) => {
      computes.value = by;
      if (run !== newest) return;
      isCurrent = true;
      phase.value = isPlaying ? "training" : "paused";
    },
    hear: (report) => {
      switch (report.kind) {
        case "progress":
          step.value = report.step;
          stepsPerSecond.value = report.stepsPerSecond;
          losses.value = withLosses(losses.peek(), report.step, report.losses);
          break;
        case "playing":
          isPlaying = true;
          phase.value = "training";
          break;
        case "paused":
          isPlaying = false;
          phase.value = "paused";
          break;
        case "finished":
          phase.value = "finished";
          break;
        case "trouble":
          notice.value = report.message;
          break;
        case "failed":
          notice.value = report.message;
          // What is set next trains as this one did.
          phase.value = isCurrent ? "paused" : "broken";
          break;
      }
    },
    broke: (reason) => {
      notice.value = `Training stopped: ${reason}`;
      phase.value = "broken";
    },
    forget: () =>
      batch(() => {
        [step.value, stepsPerSecond.value, losses.value] = [0, 0, noLosses];
        optimum.value = undefined;
      }),
  };
};
