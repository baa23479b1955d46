import { evaluate, key } from "@nami/tensor-backend";
import { decodeCheckpoint, encodeCheckpoint, trainer } from "@nami/training";
import type { Command, Report } from "../session/protocol.js";
import type { ViewSettings } from "../session/settings.js";
import type { RunningBackend } from "./backends.js";
import { measuresOf } from "./measures.js";
import { samplingProcess } from "./processes.js";
import { recipeOf } from "./recipe.js";
import { rowsOnHost, targetOf, trainingRows } from "./target.js";
import { type TrainingLoop, trainingLoop } from "./training-loop.js";
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

/** Rows that are drawn to be looked at. */
const shownRows = 2000;

type Start = Extract<Command, { kind: "start" }>;
type LookName = "motion" | "arrows" | "density" | "readings" | "checkpoint";

/**
 * Trains, and looks at the model in between, until it is ended.
 *
 * @param tell reports to the page
 */
export const beginRun = async (
  { settings, views: firstViews, playing, resume }: Start,
  { name, backend, computes, lost }: RunningBackend,
  refused: readonly string[],
  tell: (report: Report) => void,
): Promise<Run> => {
  let views = firstViews;
  let ended = false;
  const target = targetOf(settings.target);
  const rows = await evaluate(trainingRows(settings.target, settings.seed), { backend });
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

  const measured = measuresOf(settings, recipe, target, backend);
  const looked = async (signal: AbortSignal): Promise<Looked> => {
    const model = recipe.velocityOf(recipe.field.with(await training.emaParams()));
    return {
      model,
      base: recipe.base,
      backend,
      ...samplingProcess({ model, recipe, views, backend }),
      step: training.step,
      signal,
    };
  };
  const loop: TrainingLoop<LookName> = trainingLoop<LookName, Report>({
    training,
    seed: settings.seed,
    lastStep: settings.lastStep,
    playing,
    patience: { checkpoint: 3, motion: 1, readings: 3, density: 3, arrows: 3 },
    wanted: (name) => name !== "density" || views.density,
    looks: {
      motion: async (signal) => motionOf(await looked(signal), views.particles),
      arrows: async (signal) => arrowsOf(await looked(signal), halfWidth),
      density: async (signal) =>
        densityOf(
          await looked(signal),
          halfWidth,
          loop.isPlaying() ? { side: 36, steps: 8 } : { side: 72, steps: 16 },
        ),
      readings: async (signal) => measured.readings(await looked(signal), await training.emaParams()),
      checkpoint: async () => {
        const bytes = await encodeCheckpoint(await training.checkpoint());
        return { kind: "checkpoint", step: training.step, bytes };
      },
    },
    beside: { goOn: () => measured.goOn(tell), isGoingOn: measured.isGoingOn },
    lost,
    tell,
  });
  void lost.reason.then((reason) => {
    if (!ended) tell({ kind: "lost", backend: name, reason });
    ended = true;
  });
  return {
    play: loop.play,
    pause: () => loop.pause("density"),
    step: loop.step,
    setViews: (next) => {
      views = next;
      loop.renewAtOnce("motion", "density");
    },
    save: () => loop.renew("checkpoint"),
    end: async () => {
      ended = true;
      await loop.end();
      measured.dispose();
      await training.dispose();
    },
  };
};
