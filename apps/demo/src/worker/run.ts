import { evaluate, key } from "@nami/tensor-backend";
import { decodeCheckpoint, encodeCheckpoint, trainer } from "@nami/training";
import type { Command, Report } from "../session/protocol.js";
import type { ViewSettings } from "../session/settings.js";
import type { RunningBackend } from "./backends.js";
import { lookPlan } from "./look-plan.js";
import { measuresOf } from "./measures.js";
import { samplingProcess } from "./processes.js";
import { recipeOf } from "./recipe.js";
import { rest } from "./rest.js";
import { stepsFor } from "./slice.js";
import { rowsOnHost, targetOf } from "./target.js";
import { halfWidthOf } from "./view-box.js";
import { arrowsOf, densityOf, type Looked, motionOf } from "./views.js";

/** A training run, from its start to the next one. */
export interface Run {
  play(): void;
  pause(): void;
  step(): void;
  setViews(views: ViewSettings): void;
  save(): void;
  /** Ends it; resolves when nothing of it computes any more. */
  end(): Promise<void>;
}

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Rows that are drawn to learn from, and to be looked at. */
const [learnedRows, shownRows] = [16_384, 2000];

type Start = Extract<Command, { kind: "start" }>;
type LookName = "motion" | "arrows" | "density" | "readings" | "checkpoint";

/**
 * Trains, and looks at the model in between, until it is ended.
 *
 * @param tell reports to the page
 */
export const beginRun = async (
  { settings, views: firstViews, playing: startsPlaying, resume }: Start,
  { name, backend, computes, lost }: RunningBackend,
  refused: readonly string[],
  tell: (report: Report) => void,
): Promise<Run> => {
  let [playing, stepsAsked, ended] = [startsPlaying, 0, false];
  let views = firstViews;
  let wake: () => void = () => {};
  /** Whether a command came since the loop began its last turn. */
  let isNews = false;
  const abort = new AbortController();
  let look = new AbortController();
  const target = targetOf(settings.target);
  const rows = await evaluate(
    settings.target.kind === "rows"
      ? target.sample(settings.target.values.length / 2, key(0))
      : target.sample(learnedRows, key(settings.seed)),
    { backend },
  );
  const data = await rowsOnHost(target.sample(shownRows, key(settings.seed)), backend);
  const halfWidth = halfWidthOf(data);
  const recipe = recipeOf(settings);
  const training = trainer({
    ...recipe,
    data: rows,
    batchSize: settings.batchSize,
    ema: { decay: 0.99 },
    backend,
  });
  tell({ kind: "ready", backend: name, computes, halfWidth, data, refused });
  if (resume) await training.restore(decodeCheckpoint(resume));

  const left = (): number => (settings.lastStep ?? Number.POSITIVE_INFINITY) - training.step;
  const isTraining = (): boolean => playing || stepsAsked > 0;
  const plan = lookPlan<LookName>(
    { checkpoint: 3, motion: 1, readings: 3, density: 3, arrows: 3 },
    { isTraining, wanted: (look) => look !== "density" || views.density },
  );
  const measured = measuresOf(settings, recipe, target, backend);

  const looked = async (): Promise<Looked> => {
    const model = recipe.velocityOf(recipe.field.with(await training.emaParams()));
    return {
      model,
      base: recipe.base,
      backend,
      ...samplingProcess({ model, recipe, views, backend }),
      step: training.step,
      signal: AbortSignal.any([abort.signal, look.signal]),
    };
  };
  const looks: Readonly<Record<LookName, () => Promise<Report>>> = {
    motion: async () => motionOf(await looked(), views.particles),
    arrows: async () => arrowsOf(await looked(), halfWidth),
    density: async () =>
      densityOf(await looked(), halfWidth, playing ? { side: 36, steps: 8 } : { side: 72, steps: 16 }),
    readings: async () => measured.readings(await looked(), await training.emaParams()),
    checkpoint: async () => {
      const bytes = await encodeCheckpoint(await training.checkpoint());
      return { kind: "checkpoint", step: training.step, bytes };
    },
  };
  const slices = stepsFor(100);
  const trainSlice = async (): Promise<void> => {
    const count = Math.min(left(), stepsAsked > 0 ? stepsAsked : slices.next());
    stepsAsked = 0;
    playing &&= left() > count;
    const began = performance.now();
    const losses: number[] = [];
    const fit = { key: key(settings.seed), steps: training.step + count, signal: abort.signal };
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
    try {
      const seen = await looks[next]();
      if (!look.signal.aborted && !lost.isLost()) tell(seen);
    } catch (error) {
      if (!look.signal.aborted && !ended && !lost.isLost()) tell({ kind: "trouble", message: textOf(error) });
    }
    if (!look.signal.aborted) plan.done(next, training.step);
    return true;
  };
  const fail = async (error: unknown): Promise<void> => {
    // A kernel may fail before the loss of its device is announced.
    await Promise.race([lost.reason, new Promise((resolve) => setTimeout(resolve, 400))]);
    if (ended || lost.isLost()) return;
    playing = false;
    tell({ kind: "failed", message: textOf(error) });
    tell({ kind: "paused" });
  };
  const drive = async (): Promise<void> => {
    while (!ended && !lost.isLost()) {
      isNews = false;
      try {
        if (isTraining()) await trainSlice();
        await measured.goOn(tell);
        const looking = await lookOnce();
        if (!isNews && !isTraining() && !looking && !measured.isGoingOn())
          await new Promise<void>((resolve) => (wake = resolve));
      } catch (error) {
        await fail(error);
      }
      await rest();
    }
  };
  const finished = drive();
  void lost.reason.then((reason) => {
    if (!ended) tell({ kind: "lost", backend: name, reason });
    ended = true;
  });
  const changed = (): void => {
    isNews = true;
    wake();
  };
  return {
    play: () => {
      playing = true;
      changed();
    },
    pause: () => {
      playing = false;
      tell({ kind: "paused" });
      plan.forget("density");
      changed();
    },
    step: () => {
      playing = false;
      stepsAsked++;
      changed();
    },
    setViews: (next) => {
      views = next;
      plan.forget("motion", "density");
      look.abort();
      changed();
    },
    save: () => {
      plan.forget("checkpoint");
      changed();
    },
    end: async () => {
      ended = true;
      abort.abort();
      changed();
      await finished;
      measured.dispose();
      await training.dispose();
    },
  };
};
