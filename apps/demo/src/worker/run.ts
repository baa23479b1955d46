import { evaluate, key } from "@nami/tensor-backend";
import { decodeCheckpoint, trainer } from "@nami/training";
import type { Arrows, Command, PlaneReport, PlaneSettings, Report, Start } from "../session/protocol.js";
import type { Sampling } from "../session/settings.js";
import { hostCopyOf } from "./host-copy.js";
import { trainingDataOf } from "./kinds.js";
import { measuresOf } from "./measures.js";
import { samplingProcess } from "./processes.js";
import { recipeOf, trainedParts } from "./recipe.js";
import type { Run, RunPlace } from "./serve-runs.js";
import { streamsOf } from "./streams.js";
import { rowsOnHost, targetOf } from "./target.js";
import { type TrainingLoop, trainingLoop } from "./training-loop.js";
import { halfWidthOf } from "./view-box.js";
import { arrowsOf, densityOf, type Looked, motionOf } from "./views.js";

/** Rows that are drawn to be looked at. */
const shownRows = 2000;

type LookName = "motion" | "arrows" | "density" | "readings" | "checkpoint";

/** Trains, and looks at the model in between, until it is ended. */
export const beginRun = async (
  { settings, views: firstViews, playing, resume }: Start<PlaneSettings>,
  { running, tell, ready }: RunPlace<PlaneReport>,
): Promise<Run<Exclude<Command, { kind: "start" }>>> => {
  const { backend } = running;
  let views = firstViews;
  const target = targetOf(settings.target);
  const rows = await evaluate(trainingDataOf(settings), { backend });
  const data = await rowsOnHost(target.sample(shownRows, key(settings.seed)), backend);
  const halfWidth = halfWidthOf(data);
  const recipe = recipeOf(settings);
  const training = trainer({
    ...trainedParts(recipe),
    data: rows,
    batchSize: settings.batchSize,
    ema: { decay: 0.99 },
    backend,
  });
  ready();
  tell({ kind: "data", halfWidth, data });
  if (resume) await training.restore(decodeCheckpoint(resume));

  /** The arrows that were looked at last. */
  let arrows: Arrows | undefined;
  /** A copy to be told, since its buffers go with it; with the streamlines where they are wanted. */
  const arrowsToTell = (own: Arrows): Arrows => ({
    ...structuredClone(own),
    ...(views.streams && { streams: streamsOf(own, halfWidth) }),
  });

  const measured = measuresOf(settings, recipe, target, backend);
  const looked = async (signal: AbortSignal): Promise<Looked & { readonly sampling: Sampling }> => {
    const { solver, solverSteps, guidance } = views;
    const sampling = { solver, solverSteps, ...(guidance && { guidance }) };
    const model = recipe.velocityOf(recipe.field.with(await training.emaParams()), guidance);
    return {
      model,
      base: recipe.base,
      backend,
      ...samplingProcess({ model, recipe, views: sampling, backend }),
      sampling,
      step: training.step,
      signal,
    };
  };
  /** What a look shows beside the model. */
  const beside = (name: LookName): readonly unknown[] => {
    const { solver, solverSteps, particles, guidance } = views;
    if (name === "motion") return [solver, solverSteps, particles, guidance];
    if (name === "readings") return [solver, solverSteps, guidance];
    if (name === "arrows") return [guidance];
    return name === "density" ? [loop.isPlaying(), guidance] : [];
  };
  const loop: TrainingLoop = trainingLoop<LookName, Report>({
    training,
    seed: settings.seed,
    lastStep: settings.lastStep,
    playing,
    patience: { checkpoint: 3, motion: 1, readings: 3, density: 3, arrows: 3 },
    wanted: (name) => name !== "density" || views.density,
    of: (name) => JSON.stringify(beside(name)),
    looks: {
      motion: async (signal) => {
        const { particles } = views;
        const now = await looked(signal);
        return { ...(await motionOf(now, particles)), sampling: now.sampling };
      },
      arrows: async (signal) => {
        arrows = await arrowsOf(await looked(signal), halfWidth);
        return arrowsToTell(arrows);
      },
      density: async (signal) =>
        densityOf(
          await looked(signal),
          halfWidth,
          loop.isPlaying() ? { side: 36, steps: 8 } : { side: 72, steps: 16 },
        ),
      readings: async (signal) => measured.readings(await looked(signal), await training.emaParams()),
      checkpoint: () => hostCopyOf(training),
    },
    beside: { goOn: () => measured.goOn(tell), isGoingOn: measured.isGoingOn },
    running,
    tell,
  });
  return {
    act: (command) => {
      if (command.kind === "views") {
        const asksForStreams = command.views.streams && !views.streams;
        views = command.views;
        // From the arrows at hand: the next look at the model may be seconds away.
        if (asksForStreams && arrows) tell(arrowsToTell(arrows));
        loop.renew();
      } else loop[command.kind]();
    },
    end: async () => {
      await loop.end();
      measured.dispose();
      await training.dispose();
    },
  };
};
