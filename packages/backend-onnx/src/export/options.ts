import { OptionError } from "@nami/errors";
import type { FreeValue } from "./free-graph.js";

/** Options of {@link exportOnnx}. */
export interface ExportOptions {
  /** The axis of the examples whose size the model leaves free. Default 0. */
  readonly batchAxis?: number;
  /** One for each tensor and number among the arguments, in order (records by sorted key), and each draw from a key. */
  readonly inputNames?: readonly string[];
  /** One for each tensor of the result, in order. */
  readonly outputNames?: readonly string[];
  /** What the model is, for people. */
  readonly description?: string;
  /** What programs may want to know of it: ONNX's `metadata_props`. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** All options of {@link ExportOptions}, for checks. */
export const exportOptions = {
  batchAxis: true,
  inputNames: true,
  outputNames: true,
  description: true,
  metadata: true,
} as const;

/** @throws OptionError for a function or examples that are none */
export function checkExport(caller: string, fn: unknown, examples: unknown): void {
  if (typeof fn !== "function")
    throw new OptionError(
      `${caller}: fn must be a function of tensors, got ${typeof fn}. Pass ${caller}((x) => …, [zeros([4, 2])]).`,
    );
  if (!Array.isArray(examples))
    throw new OptionError(
      `${caller}: examples must be a list with one for each argument, got ${typeof examples}. Pass [x, t].`,
    );
}

/** @throws OptionError unless the description and what is in the metadata are texts */
export function checkTexts(caller: string, { description, metadata }: ExportOptions): void {
  if (description !== undefined && typeof description !== "string")
    throw new OptionError(
      `${caller}: description must be a text, got ${String(description)}. Pass String(description).`,
    );
  if (metadata === undefined) return;
  if (typeof metadata !== "object" || metadata === null || Array.isArray(metadata))
    throw new OptionError(
      `${caller}: metadata must be a record of texts, got ${String(metadata)}. Pass for example { author: "me" }.`,
    );
  const odd = Object.entries(metadata).find(([, value]) => typeof value !== "string");
  if (odd)
    throw new OptionError(
      `${caller}: metadata must be a record of texts, got ${String(odd[1])} for ${odd[0]}. Pass a text, such as String(value) or JSON.stringify(value).`,
    );
}

/** @throws OptionError when no result carries the batch */
export function checkResults(caller: string, outputs: readonly FreeValue[]): void {
  if (outputs.some(({ shape }) => shape.some(({ times }) => times !== 0))) return;
  throw new OptionError(
    `${caller}: a result must carry the batch, got shapes ${outputs.map(({ shape }) => `[${shape.map(({ plus }) => plus)}]`).join(", ")} for every batch size. Return one row for each row of the arguments.`,
  );
}

/** The shortest beginning made of underscores that no name has: what is inside of the model is named with it. */
export function freePrefix(names: readonly string[]): string {
  let prefix = "_";
  while (names.some((name) => name.startsWith(prefix))) prefix += "_";
  return prefix;
}
