import type { Guidance } from "../../session/kinds.js";
import type {
  CouplingName,
  OptimizerName,
  PathName,
  SourceName,
  Target,
  TrainingSettings,
  ViewSettings,
} from "../../session/settings.js";
import { learnedRows } from "../../session/toy-options.js";
import { type Units, unitsText } from "../../uploads/units.js";
import { dataFile } from "../file-names.js";
import { fieldOfKind, labelledData, labelledLoss } from "./program-kinds.js";
import { type Part, pairsText, toyText } from "./program-part.js";

const dataOf = (target: Target): Part => {
  if (target.kind === "rows")
    return {
      code: `const rows = readNpy(readFileSync("${dataFile(target)}"));\nconst data = tensor(rows.data, rows.shape, rows.dtype);`,
      imports: {
        "node:fs": ["readFileSync"],
        "@nami/datasets": ["readNpy"],
        "@nami/tensor-backend": ["tensor"],
      },
    };
  const drawn = (sample: string): string => `const data = await evaluate(${sample}, { backend });`;
  if (target.kind === "mixture") {
    const means = pairsText(target.centers);
    const variance = target.std ** 2;
    return {
      code: [
        `const means = ${means};`,
        `const target = gaussianMixture({ weights: means.map(() => 1), means, variances: means.map(() => ${variance}) });`,
        drawn(`target.sample([${learnedRows}], { key: seed })`),
      ].join("\n"),
      imports: { "@nami/distributions": ["gaussianMixture"] },
    };
  }
  return {
    code: drawn(`${toyText(target)}.sample(${learnedRows}, { key: seed })`),
    imports: { "@nami/datasets": [target.name] },
  };
};

const round = (means: string, variances: string): Part => ({
  code: `gaussianMixture({ weights: [1], means: ${means}, variances: ${variances} })`,
  imports: { "@nami/distributions": ["gaussianMixture"] },
});

export const bases: Readonly<Record<SourceName, Part>> = {
  normal: round("[[0, 0]]", "[1]"),
  wide: round("[[0, 0]]", "[4]"),
  ring: {
    code: `gaussianMixture({
  weights: Array.from({ length: 8 }, () => 1),
  means: Array.from({ length: 8 }, (_, k) => [2 * Math.cos((k * Math.PI) / 4), 2 * Math.sin((k * Math.PI) / 4)]),
  variances: Array.from({ length: 8 }, () => 0.09),
})`,
    imports: { "@nami/distributions": ["gaussianMixture"] },
  },
};

const ofPaths = (name: string, options = ""): Part => ({
  code: `${name}(${options})`,
  imports: { "@nami/paths": [name] },
});

export const paths: Readonly<Record<PathName, Part>> = {
  linear: ofPaths("linearPath"),
  cosine: ofPaths("cosinePath"),
  vp: ofPaths("vpPath"),
  lipman: ofPaths("lipmanPath", "{ sigmaMin: 0.05 }"),
  polynomial: ofPaths("polynomialPath"),
};

const couplings: Readonly<Record<CouplingName, Part>> = {
  independent: { code: "", imports: {} },
  optimalTransport: ofPaths("optimalTransportCoupling"),
  sinkhorn: ofPaths("sinkhornCoupling", "{ regularization: 0.05 }"),
  stable: ofPaths("stableCoupling"),
};

const optimizerOf = (name: OptimizerName, learningRate: number): Part => ({
  code: `${name}({ learningRate: warmup({ steps: 20, learningRate: ${learningRate} })${name === "sgd" ? ", momentum: 0.9" : ""} })`,
  imports: { "@nami/training": [name] },
});

const lossOf = ({ classes }: TrainingSettings): Part =>
  classes
    ? labelledLoss(classes)
    : {
        code: "(model, target, source, { key }) => fmLoss(model, target, source, { key, path, times })",
        imports: {},
      };

/** The field with its weights, of the kind that is looked at. @param field with them */
export const trainedOf = (field: string, classes: number, guidance: Guidance | undefined): Part =>
  classes > 0 ? fieldOfKind(field, classes, guidance) : { code: `const trained = ${field};`, imports: {} };

/** The process that samples, with noise on its way for Euler–Maruyama. */
export const processOf = ({ solver, solverSteps }: Pick<ViewSettings, "solver" | "solverSteps">): Part => {
  if (solver !== "eulerMaruyama") {
    const method =
      solver === "dopri5" ? "dopri5({ rtol: 1e-4, atol: 1e-4 })" : `${solver}({ steps: ${solverSteps} })`;
    return {
      code: `const [dataTime, noiseTime] = path.schedule.interval;
const flow = flowMatching({
  field: trained,
  base,
  solver: ${method},
  backend,
  t0: noiseTime,
  t1: dataTime,
}).bind();`,
      imports: { "@nami/models": ["flowMatching"], "@nami/solvers": [solver] },
    };
  }
  return {
    code: `// Without the ends, where velocity and noise do not follow from each other.
const { interval, alpha, sigma, timeOfLogSnr } = path.schedule;
const [start, end] = interval;
const flow = diffusion({
  field: trained,
  schedule: path.schedule,
  predicts: "velocity",
  solver: eulerMaruyama({ steps: ${solverSteps} }),
  epsilon: epsilonTimesWidth(1),
  base,
  backend,
  t0: sigma(end) / alpha(end) > 80 ? timeOfLogSnr(-2 * Math.log(80)) : end,
  t1: start + 1e-3 * (end - start),
}).bind();`,
    imports: { "@nami/models": ["diffusion", "epsilonTimesWidth"], "@nami/solvers": [solver] },
  };
};

/** What is written: numbers of the file, where the flow learned one. */
export const writtenOf = (units: Units | undefined): Part => {
  const write = (data: string): string =>
    `writeFileSync("samples.npy", writeNpy({ data: ${data}, shape: samples.shape }));`;
  const imports = { "node:fs": ["writeFileSync"], "@nami/datasets": ["writeNpy"] };
  if (!units) return { code: write("await samples.data()"), imports };
  const { mean, scale } = units;
  return {
    code: `// The rows are those of your file, centred and scaled: ${unitsText}.
const [mean, scale] = [[${mean.join(", ")}], ${scale}] as const;
const values = Float64Array.from(await samples.data(), (value, i) => mean[i % 2 === 0 ? 0 : 1] + scale * value);
${write("values")}`,
    imports,
  };
};

/** The pieces of a program that depend on the settings. */
export const programParts = (
  settings: TrainingSettings,
  views: ViewSettings,
): Readonly<
  Record<
    "data" | "base" | "path" | "loss" | "coupling" | "optimizer" | "trained" | "process" | "written",
    Part
  >
> => {
  const coupling = couplings[settings.coupling];
  return {
    data: settings.classes ? labelledData(settings.target) : dataOf(settings.target),
    base: bases[settings.source],
    path: paths[settings.path],
    loss: lossOf(settings),
    coupling: coupling.code === "" ? coupling : { ...coupling, code: `\n  coupling: ${coupling.code},` },
    optimizer: optimizerOf(settings.optimizer, settings.learningRate),
    trained: trainedOf("field.with(await training.emaParams())", settings.classes ?? 0, views.guidance),
    process: processOf(views),
    written: writtenOf(settings.target.kind === "rows" ? settings.target.units : undefined),
  };
};
