import type { TrainingSettings } from "../session/settings.js";
import { unitsText } from "../uploads/units.js";

/** What a file of weights says of its model, so that it can be used without the page: text by name. */
export const modelFacts = (
  { hidden, layers, activation, path, source, target, classes }: TrainingSettings,
  step: number,
): Readonly<Record<string, string>> => ({
  model: "velocityField",
  dim: "2",
  hidden: String(hidden),
  layers: String(layers),
  activation,
  path,
  source,
  step: String(step),
  time: "t = 1 is noise, t = 0 is data",
  ...(classes && {
    classes: String(classes),
    condition: `after x and t, ${classes} numbers: 1 at the place of the kind, else 0; zeros are all kinds`,
  }),
  ...(target.kind === "rows" && {
    mean: JSON.stringify(target.units.mean),
    scale: String(target.units.scale),
    units: unitsText,
  }),
});
