import { checkOptions } from "@nami/errors";
import { type Fed, flattenArguments, type Tensor } from "@nami/tensor-backend";
import { assemble } from "./assemble.js";
import { checkExport, checkTexts, type ExportOptions, exportOptions } from "./options.js";
import { place } from "./placed.js";
import { planModel } from "./plan.js";

/** What a function takes, as examples: tensors of the right shapes and dtypes, numbers for scalars, keys. */
export type Examples<Args extends readonly unknown[]> = { readonly [K in keyof Args]: Fed<Args[K]> };

/**
 * Writes a function as an ONNX file that any runtime takes: standard operators only, tensors that it closes over stored
 * inside, any batch size.
 *
 * Inputs are the tensors and numbers among the arguments, in order; a number is a scalar. A key is no input: each draw
 * from it is one (named by `inputNames` in its place), to be filled with such random numbers. Values of the examples do
 * not matter. The batch is the size of the first tensor along `batchAxis`; wherever an example has that size along that
 * axis it is free, so choose one that nothing else has. The function is traced at three other sizes, and what differs
 * between them but sizes is an error.
 *
 * @param fn as for `compile`: synchronous, from trees of tensors, numbers and keys to a tree of tensors
 * @returns the bytes of an ONNX model of operator set 17, file format 8
 * @throws OptionError for names that do not fit, results without the batch, a constant that depends on the batch size,
 * a captured tensor that is not on the host
 * @throws ShapeError for a function that takes one batch size only
 * @example
 * const bytes = exportOnnx((x: Tensor, t: Tensor) => model(x, t), [zeros([4, 2]), zeros([4])], {
 *   inputNames: ["x", "t"],
 *   outputNames: ["v"],
 * });
 * @see https://github.com/onnx/onnx/blob/main/docs/IR.md
 */
export function exportOnnx<Args extends readonly Tensor[]>(
  fn: (...args: Args) => unknown,
  examples: Examples<Args>,
  options?: ExportOptions,
): Uint8Array;
export function exportOnnx<Args extends readonly unknown[]>(
  fn: (...args: Args) => unknown,
  examples: Examples<Args>,
  options?: ExportOptions,
): Uint8Array;
export function exportOnnx<Args extends readonly unknown[]>(
  fn: (...args: Args) => unknown,
  examples: Examples<Args>,
  options: ExportOptions = {},
): Uint8Array {
  checkExport("exportOnnx", fn, examples);
  checkOptions<ExportOptions>("exportOnnx", options, exportOptions);
  checkTexts("exportOnnx", options);
  const plan = planModel(
    "exportOnnx",
    fn as (...args: never[]) => unknown,
    flattenArguments(examples),
    options,
  );
  const { trace, outputs, sources, prefix, writer, batch } = plan;
  const { nodes, weights } = place(trace, writer, {
    batch,
    inputs: sources,
    outputs: outputs.map(({ name }) => name),
    prefix: `${prefix}f_`,
  });
  return assemble(plan, nodes, weights, options);
}
