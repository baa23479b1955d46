import type { TrainingSettings } from "../session/settings.js";
import { unitsText } from "../uploads/units.js";

/** What a file of weights says of its model, so that it can be used without the page: text by name. */
export const modelFacts = (
  { hidden, layers, activation, path, source, target }: TrainingSettings,
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
  ...(target.kind === "rows" && {
    mean: JSON.stringify(target.units.mean),
    scale: String(target.units.scale),
    units: unitsText,
  }),
});
