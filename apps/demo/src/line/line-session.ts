import { batch, type ReadonlySignal, signal } from "@preact/signals";
import { type LossRecord, noLosses, withLosses } from "../session/loss-record.js";
import type { Phase } from "../session/session.js";
import { linkWorker } from "../transport/worker-link.js";
import type { EulerStart, LineCommand, LineData, LineLook, LineReport, LineSettings } from "./protocol.js";

/** Euler's steps on the learned field and on the exact one. */
type EulerPair = Extract<LineReport, { kind: "euler" }>;

/** A run in one dimension, in a worker of its own. */
export interface LineSession {
  readonly phase: ReadonlySignal<Phase>;
  readonly computes: ReadonlySignal<string>;
  readonly step: ReadonlySignal<number>;
  readonly stepsPerSecond: ReadonlySignal<number>;
  readonly losses: ReadonlySignal<LossRecord>;
  readonly optimum: ReadonlySignal<number | undefined>;
  readonly data: ReadonlySignal<LineData | undefined>;
  readonly look: ReadonlySignal<LineLook | undefined>;
  readonly euler: ReadonlySignal<EulerPair | undefined>;
  readonly notice: ReadonlySignal<string>;
  /** Begins anew. */
  reset(settings: LineSettings): void;
  play(): void;
  pause(): void;
  stepOnce(): void;
  setEuler(euler: EulerStart): void;
  close(): void;
}

/** Starts a worker, and a run in it. */
export const beginLineSession = (first: LineSettings, firstEuler: EulerStart): LineSession => {
  const phase = signal<Phase>("starting");
  const computes = signal("");
  const step = signal(0);
  const stepsPerSecond = signal(0);
  const losses = signal<LossRecord>(noLosses);
  const optimum = signal<number | undefined>(undefined);
  const data = signal<LineData | undefined>(undefined);
  const look = signal<LineLook | undefined>(undefined);
  const euler = signal<EulerPair | undefined>(undefined);
  const notice = signal("");
  let [playing, eulerStart] = [true, firstEuler];
  /** Reports of runs before this one are still under way after a reset. */
  let isCurrent = false;
  const hear = (report: LineReport): void => {
    if (report.kind === "ready") isCurrent = true;
    else if (!isCurrent && report.kind !== "failed") return;
    batch(() => {
      switch (report.kind) {
        case "ready":
          computes.value = report.computes;
          optimum.value = report.optimum;
          phase.value = playing ? "training" : "paused";
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
        case "data":
          data.value = report;
          break;
        case "line":
          look.value = report;
          break;
        case "euler":
          euler.value = report;
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
  const worker = new Worker(new URL("../worker/line-main.ts", import.meta.url), { type: "module" });
  const link = linkWorker<LineCommand, LineReport>(worker, {
    onReport: hear,
    onBreak: (reason) => {
      notice.value = `Training stopped: ${reason}`;
      phase.value = "broken";
    },
  });
  const start = (settings: LineSettings): void => {
    isCurrent = false;
    link.send({ kind: "start", settings, euler: eulerStart, playing });
  };
  start(first);
  return {
    phase,
    computes,
    step,
    stepsPerSecond,
    losses,
    optimum,
    data,
    look,
    euler,
    notice,
    reset: (settings) => {
      batch(() => {
        [step.value, stepsPerSecond.value, losses.value, notice.value] = [0, 0, noLosses, ""];
        for (const known of [optimum, data, look, euler]) known.value = undefined;
      });
      start(settings);
    },
    play: () => {
      playing = true;
      phase.value = "training";
      link.send({ kind: "play" });
    },
    pause: () => {
      playing = false;
      link.send({ kind: "pause" });
    },
    stepOnce: () => {
      playing = false;
      link.send({ kind: "step" });
    },
    setEuler: (next) => {
      eulerStart = next;
      link.send({ kind: "euler", euler: next });
    },
    close: () => link.close(),
  };
};
