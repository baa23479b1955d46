import { checkOptions, OptionError } from "@nami/errors";
import { type Tensor, type Tree, treeLeaves } from "@nami/tensor-backend";
import { describeValue, hasMethods } from "../describe-value.js";
import { checkNorm } from "../optimizers/clip.js";
import type { FitOptions, PairingRule, SourceDistribution, TrainerOptions, Validation } from "./options.js";

/** @throws OptionError unless a value is a positive integer */
export function checkCount(caller: string, name: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new OptionError(`${caller}: ${name} must be a positive integer, got ${value}. Pass 1 or more.`);
}

const trainerOptions: { readonly [Name in keyof TrainerOptions<never, never, never>]-?: true } = {
  field: true,
  loss: true,
  optimizer: true,
  data: true,
  base: true,
  coupling: true,
  batchSize: true,
  ema: true,
  clip: true,
  validation: true,
  params: true,
  backend: true,
};

/** Methods that parts of a trainer must have, and where to get such a part. */
const parts: readonly (readonly [
  name: "field" | "optimizer" | "base" | "backend",
  methods: readonly string[],
  remedy: string,
])[] = [
  ["field", ["init", "with"], "Pass velocityField({ dim: 2 })."],
  ["optimizer", ["init", "update"], "Pass the result of a call, such as adam({ learningRate: 0.001 })."],
  ["base", ["sample"], "Pass standardNormal([2])."],
  ["backend", ["compile", "upload"], 'Pass tfjsBackend({ device: "wasm" }) or referenceBackend().'],
];

/**
 * Holds the parts of a trainer against what it calls of them.
 *
 * @throws OptionError naming an option that nobody reads, or the first part that is missing or of another kind
 */
export function checkParts<P extends Tree<Tensor>, Model, Base extends SourceDistribution>(
  options: TrainerOptions<P, Model, Base>,
): void {
  checkOptions<TrainerOptions<P, Model, Base>>("trainer", options, trainerOptions);
  for (const [name, methods, remedy] of parts) {
    const part = options[name];
    if (!hasMethods(part, ...methods))
      throw new OptionError(
        `trainer: ${name} must have ${methods.join(" and ")}, got ${describeValue(part)}. ${remedy}`,
      );
  }
  checkCoupling(options.field, options.coupling);
  if (typeof options.loss === "function") return;
  if (!hasMethods(options.loss, "gradient"))
    throw new OptionError(
      `trainer: loss must be a function, got ${describeValue(options.loss)}. Pass fmLoss, or (model, target, source, { key }) => a scalar, or { gradient: logProbGradient(…) }.`,
    );
  if (options.coupling)
    throw new OptionError(
      "trainer: a loss that gives its gradient sees no sources, got a coupling of them. Leave it out, or pass a loss such as fmLoss.",
    );
}

/** What is known of a coupling. */
type Known = Pick<PairingRule, "name" | "independent">;

/**
 * A field states the path that it is trained on, with its coupling: by that whatever needs its score refuses.
 *
 * @throws OptionError when the coupling pairs nothing, or that of training is another one
 */
function checkCoupling(field: unknown, used: Known | undefined): void {
  if (used !== undefined && !hasMethods(used, "pair"))
    throw new OptionError(
      `trainer: coupling must have pair, got ${describeValue(used)}. Pass independentCoupling() or another of @nami/paths.`,
    );
  const { path } = field as { readonly path?: { readonly name?: string; readonly coupling?: Known } };
  const matches = (coupling: Known | undefined): boolean => coupling !== undefined && !coupling.independent;
  if (!path || matches(path.coupling) === matches(used)) return;
  const named = ({ name = "of your own" }: Known): string => JSON.stringify(name);
  throw new OptionError(
    used && matches(used)
      ? `trainer: the field's path must state the coupling that it is trained with, ${named(used)}, got the path ${named(path)} without it. Pass it to the path too, as velocityField({ dim: 2, path: linearPath({ coupling }) }) does.`
      : `trainer: coupling must be that of the field's path, ${named(path.coupling!)}, got none like it. Pass coupling.`,
  );
}

/** @throws OptionError for a clip or a validation of another kind or out of range */
export function checkLimits<P extends Tree<Tensor>, Model, Base extends SourceDistribution>({
  batchSize,
  clip,
  validation,
}: TrainerOptions<P, Model, Base>): void {
  checkCount("trainer", "batchSize", batchSize);
  if (clip !== undefined) {
    checkOptions<NonNullable<typeof clip>>("trainer: clip", clip, { norm: true });
    checkNorm("trainer", clip.norm);
  }
  if (validation === undefined) return;
  checkOptions<Validation<Model>>("trainer: validation", validation, { every: true, measure: true });
  checkCount("trainer", "validation.every", validation.every);
  if (typeof validation.measure !== "function")
    throw new OptionError(
      `trainer: validation.measure must be a function, got ${describeValue(validation.measure)}. Pass (model, { key }) => a scalar.`,
    );
}

/** @throws OptionError when parameters hold no tensor: there is nothing to train */
export function checkParams(caller: string, params: Tree<Tensor>): void {
  if (treeLeaves(params).length === 0)
    throw new OptionError(
      `${caller}: parameters must hold at least one tensor, got none. Return them from field.init, or pass params.`,
    );
}

/** @throws OptionError unless a checkpoint is given */
export function checkRestored(checkpoint: unknown): void {
  if (typeof checkpoint !== "object" || checkpoint === null)
    throw new OptionError(
      `restore: a checkpoint must be given, got ${describeValue(checkpoint)}. Pass that of loadCheckpoint or of trainer.checkpoint().`,
    );
}

/** @throws OptionError for options of a fit that are missing or out of range */
export function checkFit(options: FitOptions): void {
  if (typeof options !== "object" || options === null)
    throw new OptionError(
      `fit: options must be given, got ${describeValue(options)}. Pass fit({ key: key(0), steps: 1000 }).`,
    );
  checkOptions<FitOptions>("fit", options, {
    key: true,
    resume: true,
    steps: true,
    signal: true,
    onProgress: true,
    readEvery: true,
  });
  const { steps, readEvery = 10 } = options;
  checkCount("fit", "steps", steps);
  checkCount("fit", "readEvery", readEvery);
}
