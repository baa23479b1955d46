import { batch, type ReadonlySignal, signal } from "@preact/signals";
import { type ChosenBackend, chosenBackend, type Loss } from "../session/chosen-backend.js";
import { type PlaneViews, planeRecord } from "../session/plane-record.js";
import type { BackendChoice } from "../session/settings.js";
import { startWorker } from "../transport/start-worker.js";
import { linkWorker, type WorkerLink } from "../transport/worker-link.js";
import type {
  Doing,
  FollowedMotion,
  ModelCommand,
  ModelReport,
  ModelSummary,
  UseSettings,
} from "./protocol.js";

/** Log-densities of some points. */
export type Densities = Extract<ModelReport, { kind: "densities" }>;
/** Fresh samples. */
export type Samples = Extract<ModelReport, { kind: "samples" }>;

/** What is there to see of a model, and what can be done with it. */
export interface ModelSession extends PlaneViews {
  readonly model: ReadonlySignal<ModelSummary | undefined>;
  /** The motion that is shown, with the kind of data that it is of. */
  readonly followed: ReadonlySignal<FollowedMotion | undefined>;
  readonly densities: ReadonlySignal<Densities | undefined>;
  /** How far an evaluation is, in words; empty where none is under way. */
  readonly progress: ReadonlySignal<string>;
  /** What else is under way. */
  readonly doing: ReadonlySignal<Doing | undefined>;
  /** What is wrong with the files, and with the points. Text, never markup. */
  readonly modelTrouble: ReadonlySignal<string>;
  readonly pointsTrouble: ReadonlySignal<string>;
  readonly fallback: ChosenBackend["fallback"];
  open(weights: File, config: File | undefined): void;
  use(settings: UseSettings): void;
  evaluate(points: string | File): void;
  /** Rejects where the drawing ends without samples. */
  draw(count: number): Promise<Samples>;
  /** Ends what is under way; what is there stays. */
  stop(): void;
  switchBackend(backend: BackendChoice): void;
  close(): void;
}

/** Milliseconds that a computation has to hear of a stop; it may be in the middle of one long call. */
const patience = 500;

/** What the densities of a model depend on. */
const lawOf = ({ activation, path, source, kind, guidance }: UseSettings): string =>
  JSON.stringify([activation, path, source, kind, guidance]);

/** A model in a worker of its own. */
export const beginModelSession = (first: UseSettings, firstBackend: BackendChoice): ModelSession => {
  const model = signal<ModelSummary | undefined>(undefined);
  const plane = planeRecord(3);
  const followed = signal<FollowedMotion | undefined>(undefined);
  const densities = signal<Densities | undefined>(undefined);
  const progress = signal("");
  const doing = signal<Doing | undefined>(undefined);
  const modelTrouble = signal("");
  const pointsTrouble = signal("");
  const chosen = chosenBackend(firstBackend);
  let settings = first;
  let files: { readonly weights: File; readonly config: File | undefined } | undefined;
  let link: WorkerLink<ModelCommand> | undefined;
  /** Commands that it was sent. */
  let sent = 0;
  /** Whoever waits for samples. */
  let drawing: { give(samples: Samples): void; refuse(reason: Error): void } | undefined;
  let waiting: ReturnType<typeof setTimeout> | undefined;

  const forgetStop = (): void => {
    clearTimeout(waiting);
    waiting = undefined;
  };
  /** Nothing is under way. */
  const settle = (): void =>
    batch(() => {
      forgetStop();
      progress.value = "";
      doing.value = undefined;
      drawing?.refuse(new Error("No samples came. Take them again."));
    });

  const forgetViews = (): void =>
    batch(() => {
      plane.forget();
      followed.value = undefined;
      densities.value = undefined;
      settle();
    });
  const hear = (report: ModelReport): void =>
    batch(() => {
      switch (report.kind) {
        case "model":
          model.value = report;
          chosen.runs(report.backend);
          if (report.refused.length > 0) modelTrouble.value = `Not used: ${report.refused.join(" ")}`;
          break;
        case "view":
          plane.views.halfWidth.value = report.halfWidth;
          break;
        case "motion":
          followed.value = report;
          plane.hear(report);
          break;
        case "arrows":
        case "density":
          plane.hear(report);
          break;
        case "progress":
          progress.value = `${report.done.toLocaleString("en")} of ${report.of.toLocaleString("en")}`;
          break;
        case "densities":
          densities.value = report;
          break;
        case "doing":
          doing.value = report.what;
          break;
        case "samples":
          drawing?.give(report);
          break;
        case "idle":
          // One that has not heard of the last command yet is not idle.
          if (report.after === sent) settle();
          break;
        case "trouble":
          if (report.about === "model") modelTrouble.value = report.message;
          else pointsTrouble.value = report.message;
          break;
        case "lost":
          recover(chosen.lose(report.backend, report.reason));
          break;
      }
    });
  const send = (command: ModelCommand): void => {
    // What a worker that does not hear of its stop is told would be lost with it.
    if (waiting !== undefined && command.kind !== "stop") giveUp();
    link ??= linkWorker<ModelCommand, ModelReport>(() => startWorker("model"), {
      onReport: hear,
      onBreak: (reason) => {
        end();
        settle();
        modelTrouble.value = `The computation stopped: ${reason}. Open the model again.`;
      },
    });
    sent++;
    link.send(command);
  };
  const openFiles = (look = true): void => {
    if (files) send({ kind: "open", ...files, backend: chosen.now(), use: settings, look });
  };
  const end = (): void => {
    forgetStop();
    link?.close();
    link = undefined;
    sent = 0;
  };
  /** Ends a worker that does not stop, and opens the files in another one. */
  const giveUp = (): void => {
    end();
    settle();
    if (model.peek()) openFiles(false);
    else modelTrouble.value = "Opening was stopped. Choose the weights again.";
  };
  const restart = (): void => {
    end();
    forgetViews();
    openFiles();
  };
  const recover = ({ said, next }: Loss): void => {
    restart();
    modelTrouble.value = `${said} The page begins anew on ${next}.`;
  };
  return {
    ...plane.views,
    model,
    followed,
    densities,
    progress,
    doing,
    modelTrouble,
    pointsTrouble,
    fallback: chosen.fallback,
    open: (weights, config) => {
      // What is under way is of another model; a worker that does not hear of its end would keep this one waiting.
      if (doing.peek() || progress.peek()) end();
      files = { weights, config };
      model.value = undefined;
      modelTrouble.value = "";
      pointsTrouble.value = "";
      forgetViews();
      openFiles();
    },
    use: (next) => {
      if (lawOf(next) !== lawOf(settings)) densities.value = undefined;
      settings = next;
      if (link) send({ kind: "use", use: next });
    },
    evaluate: (points) => {
      pointsTrouble.value = "";
      densities.value = undefined;
      send({ kind: "evaluate", points });
      progress.value = "Reading …";
    },
    draw: (count) =>
      new Promise((give, refuse) => {
        drawing = { give, refuse };
        send({ kind: "draw", count });
      }),
    stop: () => {
      send({ kind: "stop" });
      waiting ??= setTimeout(giveUp, patience);
    },
    switchBackend: (next) => {
      if (!chosen.choose(next)) return;
      modelTrouble.value = "";
      restart();
    },
    close: end,
  };
};
