import { checkOptions } from "@nami/errors";
import type { TensorBackend } from "./backend.js";
import { convert } from "./dtype.js";
import { checkBackend, loweringFor, run } from "./run.js";
import { fromHost, Tensor } from "./tensor.js";
import { lower } from "./trace.js";
import { flattenTree } from "./tree.js";

/** Options of {@link evaluate} and {@link toDevice}. */
export interface EvaluateOptions {
  /** What computes. */
  readonly backend: TensorBackend;
}

/**
 * Computes tensors once: for exploring and for tests. What runs often is better compiled.
 *
 * @param tree a tensor, or a tree of them
 * @returns the same tree with values on the host; nothing is left on the device
 * @example (await (await evaluate(add(tensor(1), 2), { backend })).data())[0] // 3
 */
export async function evaluate<T>(tree: T, options: EvaluateOptions): Promise<T> {
  checkEvaluation("evaluate", options);
  const { backend } = options;
  const flat = flattenTree(tree);
  const tensors = flat.leaves.filter((leaf) => leaf instanceof Tensor);
  const lies = ({ source }: Tensor): boolean => source.kind === "device" && source.backend === backend;
  const open = tensors.filter((x) => x.source.kind !== "host" && !lies(x));
  const lowering = loweringFor(backend);
  const results = new Map(tensors.map((x) => [x, fromValues(x, lowering.widen)]));
  for (const x of tensors) if (lies(x)) results.set(x, fromHost(await x.data(), x.shape, x.dtype));
  const computed = open.length ? await run(backend, lower(open, lowering)) : [];
  try {
    for (const [i, device] of computed.entries())
      results.set(open[i]!, fromHost(await device.data(), device.shape, device.dtype));
  } finally {
    for (const device of computed) device.dispose();
  }
  return flat.rebuild(
    flat.leaves.map((leaf) => (leaf instanceof Tensor ? (results.get(leaf) ?? leaf) : leaf)),
  ) as T;
}

/**
 * Copies tensors to a backend's device, so that runs need not upload them again.
 *
 * @returns the same tree on the device, the caller's to dispose
 */
export async function toDevice<T>(tree: T, options: EvaluateOptions): Promise<T> {
  checkEvaluation("toDevice", options);
  const { backend } = options;
  const flat = flattenTree(tree);
  const tensors = flat.leaves.filter((leaf) => leaf instanceof Tensor);
  const moved = await run(backend, lower(tensors, loweringFor(backend)));
  let next = 0;
  return flat.rebuild(flat.leaves.map((leaf) => (leaf instanceof Tensor ? moved[next++] : leaf))) as T;
}

/** @throws OptionError unless the options are a backend and nothing else */
function checkEvaluation(caller: string, options: EvaluateOptions): void {
  checkBackend(caller, options);
  checkOptions<EvaluateOptions>(caller, options, { backend: true });
}

/** A tensor over the same host values, in the float type of the backend. */
function fromValues({ source, shape, dtype }: Tensor, widen: boolean): Tensor | undefined {
  if (source.kind !== "host") return undefined;
  const wide = widen && dtype === "float32" ? "float64" : dtype;
  return fromHost(convert(source.values, wide), shape, wide);
}
