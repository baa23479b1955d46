import { key } from "@nami/tensor-backend";
import type { Report } from "../session/protocol.js";
import { visitorText } from "../transport/visitor-text.js";
import type { RunningBackend } from "./backends.js";
import { inTurnOn } from "./in-turn.js";
import { lookPlan } from "./look-plan.js";
import { rest } from "./rest.js";
import { stepsFor } from "./slice.js";

/** What a loop tells of itself. */
export type LoopReport = Extract<
  Report,
  { kind: "progress" | "playing" | "paused" | "finished" | "trouble" | "failed" | "lost" }
>;

/** What trains. */
interface Training {
  readonly step: number;
  fit(options: {
    readonly key: ReturnType<typeof key>;
    readonly steps: number;
    readonly signal: AbortSignal;
  }): AsyncIterable<{ readonly loss: number }>;
}

/** What a loop is made of. */
export interface LoopParts<Name extends string, Look> {
  readonly training: Training;
  readonly seed: number;
  /** Where training ends by itself. */
  readonly lastStep?: number | undefined;
  /** Whether it begins at once. */
  readonly playing: boolean;
  /** Ways to look at the model, the most urgent first, and how long each may stay old. */
  readonly patience: Readonly<Record<Name, number>>;
  readonly looks: Readonly<Record<Name, (signal: AbortSignal) => Promise<Look>>>;
  readonly wanted?: (name: Name) => boolean;
  /** What a look is of beside the model, as text: it is taken anew when that has changed. */
  readonly of?: (name: Name) => string;
  /** Work to be done piece by piece meanwhile. */
  readonly beside?: { goOn(): Promise<void>; isGoingOn(): boolean };
  /** What it computes on, and whether that is lost. */
  readonly running: Pick<RunningBackend, "name" | "lost">;
  readonly tell: (report: Look | LoopReport) => void;
}

/** Training that goes on until it is ended. */
export interface TrainingLoop {
  isPlaying(): boolean;
  play(): void;
  pause(): void;
  /** One step, then rest. */
  step(): void;
  /** What looks are of may have changed: a look under way is given up where it is of something else now. */
  renew(): void;
  /** Ends it; resolves when nothing of it computes any more. */
  end(): Promise<void>;
}

const textOf = (error: unknown): string =>
  visitorText(error, "Take a smaller step size or another optimizer.");

/** Trains in slices of a tenth of a second, and looks at the model in between. */
export const trainingLoop = <Name extends string, Look>({
  training,
  seed,
  lastStep = Number.POSITIVE_INFINITY,
  playing: startsPlaying,
  patience,
  looks,
  wanted = () => true,
  of = () => "",
  beside,
  running: { name: backend, lost },
  tell,
}: LoopParts<Name, Look>): TrainingLoop => {
  let [playing, stepsAsked, ended] = [startsPlaying, 0, false];
  let wake: () => void = () => {};
  /** Whether a command came since the loop began its last turn. */
  let isNews = false;
  const abort = new AbortController();
  let look = new AbortController();
  const left = (): number => lastStep - training.step;
  const isTraining = (): boolean => playing || stepsAsked > 0;
  const plan = lookPlan<Name>(patience, { isTraining, wanted, of });
  const slices = stepsFor(100);
  const inTurn = inTurnOn(backend);

  const trainSlice = async (): Promise<void> => {
    const count = Math.min(left(), stepsAsked > 0 ? stepsAsked : slices.next());
    stepsAsked = 0;
    playing &&= left() > count;
    const began = performance.now();
    const losses: number[] = [];
    const fit = { key: key(seed), steps: training.step + count, signal: abort.signal };
    for await (const { loss } of training.fit(fit)) losses.push(loss);
    if (lost.isLost()) throw new Error("the device is gone");
    slices.took(losses.length, performance.now() - began);
    tell({
      kind: "progress",
      step: training.step,
      losses: Float32Array.from(losses),
      stepsPerSecond: slices.perSecond(),
    });
    if (!isTraining()) tell({ kind: left() > 0 ? "paused" : "finished" });
  };
  const lookOnce = async (): Promise<boolean> => {
    const next = training.step > 0 ? plan.next(training.step) : undefined;
    if (next === undefined) return false;
    look = new AbortController();
    const { signal } = look;
    try {
      const seen = await looks[next](AbortSignal.any([abort.signal, signal]));
      if (!signal.aborted && !lost.isLost()) tell(seen);
    } catch (error) {
      if (!signal.aborted && !ended && !lost.isLost()) tell({ kind: "trouble", message: textOf(error) });
    }
    if (!signal.aborted) plan.done(next, training.step);
    return true;
  };
  const fail = async (error: unknown): Promise<void> => {
    // A kernel may fail before the loss of its device is announced.
    await Promise.race([lost.reason, new Promise((resolve) => setTimeout(resolve, 400))]);
    if (ended || lost.isLost()) return;
    playing = false;
    tell({ kind: "failed", message: textOf(error) });
  };
  const drive = async (): Promise<void> => {
    while (!ended && !lost.isLost()) {
      isNews = false;
      try {
        if (isTraining()) await inTurn(trainSlice);
        const looking = await inTurn(async () => {
          await beside?.goOn();
          return lookOnce();
        });
        if (!isNews && !isTraining() && !looking && !beside?.isGoingOn())
          await new Promise<void>((resolve) => (wake = resolve));
      } catch (error) {
        await fail(error);
      }
      await rest();
    }
  };
  const finished = drive();
  const changed = (): void => {
    isNews = true;
    wake();
  };
  void lost.reason.then((reason) => {
    if (!ended) tell({ kind: "lost", backend, reason });
    ended = true;
  });
  return {
    isPlaying: () => playing,
    play: () => {
      playing = true;
      tell({ kind: "playing" });
      changed();
    },
    pause: () => {
      playing = false;
      tell({ kind: "paused" });
      changed();
    },
    step: () => {
      playing = false;
      stepsAsked++;
      changed();
    },
    renew: () => {
      if (plan.isOutdated()) look.abort();
      changed();
    },
    end: async () => {
      ended = true;
      abort.abort();
      changed();
      await finished;
    },
  };
};
