import type { TrainingSettings } from "../session/settings.js";
import { type Units, unitsText } from "../uploads/units.js";

/** A perceptron that is a velocity field, and what it has learned from. */
export interface KnownModel
  extends Pick<TrainingSettings, "hidden" | "layers" | "activation" | "path" | "source"> {
  /** Coordinates of a point. */
  readonly dim: number;
  /** Kinds of data that it was told apart; 0 where it learned without. */
  readonly classes: number;
  /** Steps of training, where they are known. */
  readonly step: number | undefined;
  /** Of the file that it has learned, where that was centred and scaled. */
  readonly units: Units | undefined;
}

/** The model of a run of the page. */
export const modelOfRun = (
  { hidden, layers, activation, path, source, target, classes = 0 }: TrainingSettings,
  step: number,
): KnownModel => ({
  dim: 2,
  hidden,
  layers,
  activation,
  path,
  source,
  classes,
  step,
  units: target.kind === "rows" ? target.units : undefined,
});

/** What a file of weights says of its model, so that it can be used without the page: text by name. */
export const modelFacts = ({
  dim,
  hidden,
  layers,
  activation,
  path,
  source,
  classes,
  step,
  units,
}: KnownModel): Readonly<Record<string, string>> => ({
  model: "velocityField",
  dim: String(dim),
  hidden: String(hidden),
  layers: String(layers),
  activation,
  path,
  source,
  ...(step !== undefined && { step: String(step) }),
  time: "t = 1 is noise, t = 0 is data",
  ...(classes > 0 && {
    classes: String(classes),
    condition: `after x and t, ${classes} numbers: 1 at the place of the kind, else 0; zeros are all kinds`,
  }),
  ...(units && { mean: JSON.stringify(units.mean), scale: String(units.scale), units: unitsText }),
});
