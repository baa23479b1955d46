import { OptionError } from "@nami/errors";
import type { Guidance } from "../../session/kinds.js";
import type { Target } from "../../session/settings.js";
import { learnedRows } from "../../session/toy-options.js";
import { dropProbability } from "../../worker/kinds.js";
import { objectText, type Part, pairsText, toyText } from "./program-part.js";

/** @throws OptionError where a target has no modes */
const modesOf = (target: Target): Part => {
  switch (target.kind) {
    case "toy":
      return {
        code: `const { means, variances } = ${toyText(target)}.mixture;\nconst std = Math.sqrt(variances[0]!);`,
        imports: { "@nami/datasets": [target.name] },
      };
    case "mixture":
      return { code: `const means = ${pairsText(target.centers)};\nconst std = ${target.std};`, imports: {} };
    case "rows":
      throw new OptionError(
        "takeaway: kinds must be modes of a mixture, got rows of a file. Turn off Learn kinds.",
      );
  }
};

/** Rows of all modes, each as likely, with their kinds: the same that the page draws. */
export const labelledData = (target: Target): Part => {
  const { code, imports } = modesOf(target);
  return {
    code: `${code}
const [labelKey, pointKey] = split(seed);
const labels = randint(labelKey, [${learnedRows}], { high: means.length });
// A kind is told as a row of zeros with a one at its place.
const condition = cast(equal(expandDims(labels), arange(0, means.length, 1, "int32")), "float32");
const target = add(matmul(condition, tensor(means)), mul(normal(pointKey, [${learnedRows}, 2]), std));
const data = await evaluate(onHost({ target, condition }), { backend });`,
    imports: {
      ...imports,
      "@nami/tensor-backend": [
        "add",
        "arange",
        "cast",
        "equal",
        "expandDims",
        "matmul",
        "mul",
        "normal",
        "onHost",
        "randint",
        "split",
        "tensor",
      ],
    },
  };
};

/** A loss that learns most rows with their kinds and some without. */
export const labelledLoss = (classes: number): Part => ({
  code: `withConditionDropout(
    (model, target, source, options) => fmLoss(model, target, source, { ...options, path, times }),
    ${objectText({ features: classes, probability: dropProbability })},
  )`,
  imports: { "@nami/models": ["withConditionDropout"] },
});

/** Of which kind a field is, in words. */
const kindText = (guidance: Guidance | undefined): string => {
  if (!guidance) return "All kinds: a condition of zeros.";
  const { kind, scale } = guidance;
  return scale === 1
    ? `Kind ${kind}.`
    : `Kind ${kind} with guidance w = ${scale}: v(all) + w (v(kind) - v(all)).`;
};

/** The field that is looked at: of all kinds, or of one. @param trained with its averaged weights */
export const fieldOfKind = (trained: string, classes: number, guidance: Guidance | undefined): Part => {
  const condition = Array.from({ length: classes }, (_, k) => (k + 1 === guidance?.kind ? 1 : 0));
  const scale = guidance ? `, { scale: ${guidance.scale} }` : "";
  return {
    code: `// ${kindText(guidance)}
const trained = underCondition(${trained}, tensor([[${condition.join(", ")}]])${scale});`,
    imports: { "@nami/models": ["underCondition"], "@nami/tensor-backend": ["tensor"] },
  };
};
