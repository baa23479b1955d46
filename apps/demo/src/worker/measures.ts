import type { GaussianMixture } from "@nami/distributions";
import type { MlpParams } from "@nami/networks";
import type { Compiled, Tensor, TensorBackend } from "@nami/tensor-backend";
import type { Readings, Report } from "../session/protocol.js";
import type { Sampling, TrainingSettings } from "../session/settings.js";
import { exactPoints, fieldError } from "./exact-field.js";
import { dropProbability, targetOfKind } from "./kinds.js";
import { readingsOf, type Yardstick, yardstickOf } from "./readings.js";
import { type Recipe, sourceComponents, sourceOf } from "./recipe.js";
import { rest } from "./rest.js";
import type { KnownTarget } from "./target.js";
import type { Looked } from "./views.js";
import { motionOf } from "./views.js";

/** What a run is held against; worked out piece by piece while it trains. */
export interface Measures {
  /** Works out the next piece. */
  goOn(tell: (report: Report) => void): Promise<void>;
  isGoingOn(): boolean;
  readings(looked: Looked & { readonly sampling: Sampling }, params: MlpParams): Promise<Readings>;
  dispose(): void;
}

/** More pairs of components than this would keep the worker from training for too long. */
const mostPairs = 700;

/** Under other couplings the best field is not the one of independent pairs, and has no formula. */
const hasExactField = ({ coupling, source }: TrainingSettings, { components = 0 }: KnownTarget): boolean =>
  coupling === "independent" && components * sourceComponents[source] <= mostPairs;

/** The yardsticks of a run: the loss of a perfect model, the exact field, the floor of distances. */
export const measuresOf = (
  settings: TrainingSettings,
  { path, field, velocityOf }: Recipe,
  target: KnownTarget,
  backend: TensorBackend,
): Measures => {
  const source = sourceOf[settings.source]();
  const { mixture } = target;
  const yardsticks = new Map<number | undefined, Yardstick>();
  let distance: Compiled<[MlpParams], Tensor> | undefined;
  /** @param kind of data; nothing for all */
  const yardstickFor = async (kind: number | undefined): Promise<Yardstick> => {
    const found =
      yardsticks.get(kind) ??
      (await yardstickOf(kind === undefined ? target : targetOfKind(settings.target, kind)));
    yardsticks.set(kind, found);
    return found;
  };
  /** Of kinds those rows have a share that are learned without theirs. */
  const perfectLoss = (all: GaussianMixture): number => {
    const floor = (one: GaussianMixture): number =>
      one.marginal(path, { source }).lossFloor({ predicts: settings.predicts });
    if (!settings.classes) return floor(all);
    // Kinds differ in their place alone, which a floor does not see.
    const { mixture: first = all } = targetOfKind(settings.target, 1);
    return dropProbability * floor(all) + (1 - dropProbability) * floor(first);
  };
  const pieces: ((tell: (report: Report) => void) => Promise<void>)[] = [
    async (tell) => {
      const known = mixture && hasExactField(settings, target);
      tell({
        kind: "optimum",
        loss: known ? perfectLoss(mixture) : undefined,
      });
    },
    async () => {
      await yardstickFor(undefined);
    },
    async () => {
      if (!mixture || settings.predicts !== "velocity" || !hasExactField(settings, target)) return;
      distance = fieldError(
        (params) => velocityOf(field.with(params)),
        await exactPoints(mixture, source, path, rest),
        backend,
      );
    },
  ];
  const measuredError = async (params: MlpParams): Promise<number | undefined> => {
    const found = await distance?.(params);
    const value = await found?.item();
    found?.dispose();
    return value;
  };
  return {
    goOn: async (tell) => pieces.shift()?.(tell),
    isGoingOn: () => pieces.length > 0,
    readings: async (looked, params) => {
      const yardstick = await yardstickFor(looked.sampling.guidance?.kind);
      return readingsOf(looked, await motionOf(looked, 500), yardstick, await measuredError(params));
    },
    dispose: () => distance?.dispose(),
  };
};
