import { batch, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import { startWorker, type WorkerTask } from "../transport/start-worker.js";
import { linkWorker, type WorkerLink } from "../transport/worker-link.js";
import { type ChosenBackend, chosenBackend, type Loss } from "./chosen-backend.js";
import type { Control, KeptReport, Start } from "./protocol.js";
import type { BackendChoice, BackendName } from "./settings.js";
import { type TrainingControls, type TrainingView, trainingRecord } from "./training-record.js";

/** A host copy of a state: a checkpoint as a safetensors file. */
export interface HostCopy {
  readonly step: number;
  readonly bytes: Uint8Array;
}

/** What there is to see of a run that is kept. */
export interface KeptView extends TrainingView {
  readonly backend: ReadonlySignal<BackendName | undefined>;
  readonly fallback: ChosenBackend["fallback"];
  /** The last host copy of the state. */
  readonly checkpoint: ReadonlySignal<HostCopy | undefined>;
}

/** A run in a worker of its own, which survives the loss of its device. */
export interface KeptRun<Command> {
  readonly view: KeptView & { readonly notice: Signal<string>; readonly optimum: Signal<number | undefined> };
  readonly controls: TrainingControls;
  /** To the worker, where there is one. */
  send(command: Command): void;
  /** Begins anew, with the same backend. */
  reset(): void;
  /** Goes on where it is on another backend, if it is another one. */
  switchBackend(backend: BackendChoice): void;
  close(): void;
}

/** What a run is, beside being kept. */
export interface KeepOptions<Settings, Own> {
  readonly worker: WorkerTask;
  readonly backend: BackendChoice;
  readonly playing?: boolean;
  /** What a run begins with, at this moment; nothing while it must wait for that. */
  readonly settings: () => Settings | undefined;
  /** What the present run shows. */
  readonly hear: (report: Own) => void;
  /** Begins with nothing to show. */
  readonly forget: () => void;
}

/** Starts a worker, and a run in it; on a lost device it goes on from the last host copy of its state. */
export const keepRun = <
  Settings extends object,
  Own extends { readonly kind: string },
  Command extends object = never,
>({
  worker,
  backend: firstChoice,
  playing = true,
  settings,
  hear,
  forget: forgetOwn,
}: KeepOptions<Settings, Own>): KeptRun<Command> => {
  type Told = Start<Settings> | Control | Command;
  const backend = signal<BackendName | undefined>(undefined);
  const checkpoint = signal<HostCopy | undefined>(undefined);
  const record = trainingRecord((command) => link?.send(command), { playing });
  const { phase, notice, step } = record.view;
  const chosen = chosenBackend(firstChoice);
  let link: WorkerLink<Told> | undefined;

  const forget = (): void =>
    batch(() => {
      record.forget();
      forgetOwn();
      checkpoint.value = undefined;
    });
  const start = (): void => {
    const run = record.asked();
    const own = settings();
    if (!own) {
      end();
      phase.value = "waiting";
      return;
    }
    link ??= open();
    const resume = checkpoint.peek()?.bytes;
    link.send({
      kind: "start",
      run,
      ...own,
      backend: chosen.now(),
      playing: record.isPlaying(),
      ...(resume && { resume: resume.slice() }),
    });
  };
  const end = (): void => {
    link?.close();
    link = undefined;
  };
  const restart = (): void => {
    end();
    step.value = checkpoint.peek()?.step ?? 0;
    if (step.peek() === 0) forget();
    start();
  };
  const recover = ({ said, next }: Loss): void => {
    phase.value = "recovering";
    notice.value = `${said} Training goes on from step ${checkpoint.peek()?.step ?? 0} on ${next}.`;
    restart();
  };
  const take = (report: KeptReport | Own): void => {
    const isOfAny = report.kind === "ready" || report.kind === "failed" || report.kind === "lost";
    if (!isOfAny && !record.isCurrent()) return;
    batch(() => {
      if (isKept(report))
        switch (report.kind) {
          case "ready":
            record.ready(report.run, report.computes);
            backend.value = report.backend;
            chosen.runs(report.backend);
            if (report.refused.length > 0) notice.value = `Not used: ${report.refused.join(" ")}`;
            break;
          case "checkpoint":
            checkpoint.value = { step: report.step, bytes: report.bytes };
            break;
          case "lost":
            recover(chosen.lose(report.backend, report.reason));
            break;
          case "trouble":
            // What was seen before is not what there is now.
            forgetOwn();
            record.hear(report);
            break;
          default:
            record.hear(report);
        }
      else hear(report);
    });
  };
  const open = (): WorkerLink<Told> => {
    if (phase.peek() !== "recovering") phase.value = "starting";
    return linkWorker<Told, KeptReport | Own>(() => startWorker(worker), {
      onReport: take,
      onBreak: record.broke,
    });
  };
  start();
  return {
    view: { ...record.view, backend, fallback: chosen.fallback, checkpoint },
    controls: record.controls,
    send: (command) => link?.send(command),
    reset: () => {
      forget();
      notice.value = "";
      if (phase.peek() === "broken") end();
      start();
    },
    switchBackend: (next) => {
      if (!chosen.choose(next)) return;
      notice.value = "";
      restart();
    },
    close: end,
  };
};

const kept: ReadonlySet<string> = new Set<KeptReport["kind"]>([
  "ready",
  "checkpoint",
  "lost",
  "progress",
  "playing",
  "paused",
  "finished",
  "trouble",
  "failed",
]);
const isKept = (report: KeptReport | { readonly kind: string }): report is KeptReport =>
  kept.has(report.kind);
