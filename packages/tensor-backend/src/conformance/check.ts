import type { TensorBackend } from "../backend.js";
import { compile } from "../compile.js";
import { isFloat } from "../dtype.js";
import { evaluate } from "../evaluate.js";
import { Tensor } from "../tensor.js";
import type { Tree } from "../tree.js";
import { type Allowances, arithmeticOn, dtypeOn, floatOf, oracle, plainGraph, runOnce } from "./candidate.js";
import { type HostValues, mismatch } from "./compare.js";
import { derivativesOf, directionsFor } from "./derivatives-of.js";
import { errorBounds } from "./error-bounds.js";
import { applySpecimen, type Specimen } from "./specimen.js";

/** Tensors of a tree, in the order of sorted keys, with names made of their places in it. */
function named(tree: Tree<Tensor>, name: string): [name: string, tensor: Tensor][] {
  if (tree instanceof Tensor) return [[name, tree]];
  if (Array.isArray(tree))
    return (tree as readonly Tree<Tensor>[]).flatMap((inner, i) => named(inner, `${name}, ${i}`));
  const record = tree as Readonly<Record<string, Tree<Tensor>>>;
  return Object.keys(record)
    .sort()
    .flatMap((key) => named(record[key]!, `${name}, ${key}`));
}

/** @throws Error that lists what is wrong, if anything is */
export function report(problems: readonly (string | undefined)[]): void {
  const found = problems.filter((problem) => problem !== undefined);
  if (found.length)
    throw new Error(
      `${found.length} of ${problems.length} results differ from the reference\n${found.join("\n")}`,
    );
}

async function hostValues(
  backend: TensorBackend,
  { shape, dtype }: Tensor,
  values: Tensor,
): Promise<HostValues> {
  return { shape, dtype: dtypeOn(backend, dtype), values: await values.data() };
}

/**
 * Runs primitives one by one, as graphs that nothing simplifies, and compares them with the oracle.
 *
 * @throws Error that names each difference
 */
export async function checkValues(
  backend: TensorBackend,
  specimens: readonly Specimen[],
  allowances: Allowances,
): Promise<void> {
  const inputs = specimens.flatMap((one) => one.inputs);
  const got = await runOnce(backend, plainGraph(specimens, backend), inputs);
  const want = await runOnce(oracle, plainGraph(specimens, oracle), inputs);
  const outputs = specimens.map((one) => applySpecimen(one, one.inputs));
  const bounds = errorBounds(outputs, arithmeticOn(backend, floatOf([...inputs, ...outputs]), allowances));
  const errors = await evaluate(bounds, { backend: oracle });
  const problems = specimens.map(async ({ label }, i) => {
    const expected = await hostValues(backend, outputs[i]!, errors[i]!);
    return mismatch(label, got[i]!, { ...expected, values: want[i]!.values, errors: expected.values });
  });
  report(await Promise.all(problems));
}

/**
 * Compiles a function on a backend, runs it, and compares every tensor of its result with the oracle.
 *
 * @param fn from the inputs to a tree of tensors
 * @throws Error that names each difference
 */
export async function checkFunction(
  backend: TensorBackend,
  label: string,
  fn: (inputs: readonly Tensor[]) => Tree<Tensor>,
  inputs: readonly Tensor[],
  allowances: Allowances,
): Promise<void> {
  const compiled = compile((...args: Tensor[]) => fn(args), { backend });
  const results = named(await compiled(...inputs), label);
  const got = await Promise.all(
    results.map(async ([, x]) => ({ shape: x.shape, dtype: x.dtype, values: await x.data() })),
  );
  for (const [, x] of results) x.dispose();
  compiled.dispose();
  const outputs = named(fn(inputs), label);
  const tensors = outputs.map(([, x]) => x);
  const bounds = errorBounds(tensors, arithmeticOn(backend, floatOf(inputs), allowances));
  const [want, errors] = await evaluate([tensors, bounds], { backend: oracle });
  const problems = outputs.map(async ([name, x], i) => {
    const expected = await hostValues(backend, x, want![i]!);
    return mismatch(name, got[i]!, { ...expected, errors: await errors![i]!.data() });
  });
  report(await Promise.all(problems));
}

/**
 * Compares first and second derivatives of primitives, in every mixture of forward and reverse mode.
 *
 * @throws Error that names each difference
 */
export async function checkDerivatives(
  backend: TensorBackend,
  specimens: readonly Specimen[],
  allowances: Allowances,
): Promise<void> {
  for (const one of specimens) {
    const directions = directionsFor(one);
    const active = one.inputs.flatMap(({ dtype }, i) => (isFloat(dtype) ? [i] : []));
    const fn = (xs: readonly Tensor[]): Tensor =>
      applySpecimen(
        one,
        one.inputs.map((x, i) => (active.includes(i) ? xs[active.indexOf(i)]! : x)),
      );
    const xs = active.map((i) => one.inputs[i]!);
    await checkFunction(
      backend,
      one.label,
      (inputs) => derivativesOf(fn, inputs.slice(0, xs.length), directions.rebuild(inputs.slice(xs.length))),
      [...xs, ...directions.leaves],
      allowances,
    );
  }
}
