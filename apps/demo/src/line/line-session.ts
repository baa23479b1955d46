import { batch, type ReadonlySignal, signal } from "@preact/signals";
import { type TrainingControls, type TrainingView, trainingRecord } from "../session/training-record.js";
import { startWorker } from "../transport/start-worker.js";
import { linkWorker } from "../transport/worker-link.js";
import type { EulerStart, LineCommand, LineData, LineLook, LineReport, LineSettings } from "./protocol.js";

/** Euler's steps on the learned field and on the exact one. */
type EulerPair = Extract<LineReport, { kind: "euler" }>;

/** A run in one dimension, in a worker of its own. */
export interface LineSession extends TrainingView, TrainingControls {
  readonly data: ReadonlySignal<LineData | undefined>;
  readonly look: ReadonlySignal<LineLook | undefined>;
  readonly euler: ReadonlySignal<EulerPair | undefined>;
  /** Begins anew. */
  reset(settings: LineSettings): void;
  setEuler(euler: EulerStart): void;
  close(): void;
}

/** Starts a worker, and a run in it. */
export const beginLineSession = (first: LineSettings, firstEuler: EulerStart): LineSession => {
  const data = signal<LineData | undefined>(undefined);
  const look = signal<LineLook | undefined>(undefined);
  const euler = signal<EulerPair | undefined>(undefined);
  let eulerStart = firstEuler;
  const record = trainingRecord((command) => link.send(command));
  const { view, controls } = record;
  const hear = (report: LineReport): void => {
    if (report.kind !== "ready" && report.kind !== "failed" && !record.isCurrent()) return;
    batch(() => {
      switch (report.kind) {
        case "ready":
          record.ready(report.computes);
          view.optimum.value = report.optimum;
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
        default:
          record.hear(report);
      }
    });
  };
  const link = linkWorker<LineCommand, LineReport>(startWorker("line"), {
    onReport: hear,
    onBreak: record.broke,
  });
  const start = (settings: LineSettings): void => {
    record.asked();
    link.send({ kind: "start", settings, euler: eulerStart, playing: record.isPlaying() });
  };
  start(first);
  return {
    ...view,
    ...controls,
    data,
    look,
    euler,
    reset: (settings) => {
      batch(() => {
        record.forget();
        view.notice.value = "";
        for (const known of [data, look, euler]) known.value = undefined;
      });
      start(settings);
    },
    setEuler: (next) => {
      eulerStart = next;
      link.send({ kind: "euler", euler: next });
    },
    close: link.close,
  };
};
