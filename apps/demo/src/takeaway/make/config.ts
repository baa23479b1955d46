import { CapabilityError } from "@nami/errors";
import type { TrainingSettings, ViewSettings } from "../../session/settings.js";
import { learnedRows, toyOptions } from "../../session/toy-options.js";
import { unitsText } from "../../uploads/units.js";
import { dropProbability } from "../../worker/kinds.js";
import { dataFile, labelsFile, nameOfTarget } from "../file-names.js";
import { configObstacle } from "../obstacles.js";
import type { WantedText } from "../wanted.js";

/** A value of a config, in the flow style of YAML, which is JSON without most of its quotes. */
const written = (value: Readonly<Record<string, string | number>>): string =>
  `{ ${Object.entries(value)
    .map(([key, text]) => `${key}: ${text}`)
    .join(", ")} }`;

/** Files that must lie beside a config; none where a toy draws the rows. */
const filesOf = ({
  target,
  classes,
}: TrainingSettings): { readonly file: string; readonly labels?: string } | undefined => {
  if (classes) return { file: dataFile(target), labels: labelsFile(target) };
  return target.kind === "toy" ? undefined : { file: dataFile(target) };
};

const datasetOf = (settings: TrainingSettings): string => {
  const { target } = settings;
  return target.kind === "toy" && !settings.classes
    ? written({ name: target.name, points: learnedRows, ...toyOptions[target.name] })
    : written({ ...filesOf(settings) });
};

const pathOf = ({ path }: TrainingSettings): string =>
  path === "lipman" ? written({ name: path, sigmaMin: 0.05 }) : path;

const couplingOf = ({ coupling }: TrainingSettings): string =>
  written({ name: coupling, ...(coupling === "sinkhorn" && { regularization: 0.05 }) });

const optimizerOf = ({ optimizer, learningRate }: TrainingSettings): string =>
  written({ name: optimizer, learningRate, warmup: 20, ...(optimizer === "sgd" && { momentum: 0.9 }) });

const solverOf = ({ solver, solverSteps }: ViewSettings): string =>
  solver === "dopri5"
    ? written({ method: solver, rtol: 1e-4, atol: 1e-4 })
    : written({ method: solver, steps: solverSteps });

/** Where the numbers come from that the command line reads and draws. */
const unitsOf = ({ target }: TrainingSettings): string =>
  target.kind === "rows"
    ? `
# The rows are those of your file, centred and scaled, and so are the samples: ${unitsText}
#   mean: ${JSON.stringify(target.units.mean)}
#   scale: ${target.units.scale}`
    : "";

/**
 * The config with which `nami train` trains the same flow: the same recipe, other random numbers.
 *
 * @throws CapabilityError for settings that a config can't say
 */
export const configOf = ({ settings, views, steps }: WantedText): string => {
  const obstacle = configObstacle(settings, views);
  if (obstacle !== undefined)
    throw new CapabilityError(
      `takeaway: settings must be known to the command line, got others. ${obstacle}`,
    );
  const name = nameOfTarget(settings.target);
  const files = Object.values(filesOf(settings) ?? {}).join(" and ");
  const data = files && ` Save ${files} beside this file.`;
  return `# A flow of nami's playground, for the command line: nami train nami-${name}.yaml.${data}${unitsOf(settings)}
name: ${name}
seed: ${settings.seed}
dataset: ${datasetOf(settings)}
field: ${written({ hidden: settings.hidden, layers: settings.layers, activation: settings.activation })}
path: ${pathOf(settings)}
training:
  steps: ${steps}
  batchSize: ${settings.batchSize}${settings.classes ? `\n  dropLabel: ${dropProbability}` : ""}
  coupling: ${couplingOf(settings)}
  times: { name: stratified }
  optimizer: ${optimizerOf(settings)}
  ema: { decay: 0.99 }
solver: ${solverOf(views)}
`;
};
