import { expect } from "vitest";
import type { TypedArray } from "../dtype.js";
import type { Graph } from "../graph.js";
import { referenceBackend } from "../reference/reference-backend.js";
import { type SplitGraph, splitRows } from "../rows/split-rows.js";
import { sizeOf } from "../shape.js";
import { fromHost, type Tensor } from "../tensor.js";
import { flattenArguments, traceFunction } from "../trace.js";
import { scattered } from "./apply-primitive.js";

/** Rows of the formulas that are divided. */
export const rows = 12;
export type Formula = (...args: Tensor[]) => unknown;

export const values = (shape: readonly number[], seed: number): Tensor => {
  const { values } = scattered(shape, seed);
  return fromHost(values, shape, "float64");
};
export const graphOf = (formula: Formula, args: readonly Tensor[]): { graph: Graph; inputs: Tensor[] } => {
  const { graph, feeds } = traceFunction(formula, flattenArguments(args), { widen: false });
  const inputs = feeds.map((feed) => {
    if (feed.kind === "tensor") return args[feed.argument]!;
    if (feed.kind === "captured") return feed.tensor;
    throw new Error(`these formulas have tensors only, got a ${feed.kind}`);
  });
  return { graph, inputs };
};

const backend = referenceBackend({ dtype: "float64" });
async function results(graph: Graph, inputs: readonly TypedArray[]): Promise<TypedArray[]> {
  const program = await backend.compile(graph);
  const buffers = await Promise.all(
    graph.inputs.map(({ shape, dtype }, i) => backend.upload(inputs[i]!, shape, dtype)),
  );
  return Promise.all((await program.run(buffers)).map((buffer) => backend.read(buffer)));
}

/** What a split graph gives, its parts one after another, and the tiles of each. */
async function together(
  { part, partInputs, rest, restInputs }: SplitGraph,
  inputs: readonly TypedArray[],
  parts: number,
  tiles: number,
) {
  const addends: TypedArray[][] = [];
  for (let n = 0; n < parts * tiles; n++) {
    const own = partInputs.map(({ input, rows: cut }, i) => {
      const size = sizeOf(part.inputs[i]!.shape);
      return cut ? inputs[input]!.slice(n * size, (n + 1) * size) : inputs[input]!;
    });
    const tile = await results(part, own);
    const before = n % tiles === 0 ? undefined : addends.pop();
    addends.push(before ? tile.map((values, i) => values.map((value, j) => value + before[i]![j]!)) : tile);
  }
  return results(
    rest,
    restInputs.map((origin) =>
      "input" in origin ? inputs[origin.input]! : addends[origin.part]![origin.output]!,
    ),
  );
}

/** Expects of a formula that its rows come apart, and that parts and tiles give what the whole gives. */
export async function expectEqualParts(
  formula: Formula,
  args: readonly Tensor[],
  parts: number,
  tiles = 1,
): Promise<SplitGraph> {
  const { graph, inputs: tensors } = graphOf(formula, args);
  const inputs = await Promise.all(tensors.map((one) => one.data()));
  const split = splitRows(graph, parts, tiles);
  expect(split).toBeDefined();
  const [found, expected] = [await together(split!, inputs, parts, tiles), await results(graph, inputs)];
  for (const [i, output] of expected.entries())
    for (const [j, value] of output.entries())
      expect(Math.abs(found[i]![j]! - value)).toBeLessThan(1e-12 * Math.max(1, Math.abs(value)));
  return split!;
}

export const x = values([rows, 4], 1);
export const y = values([rows, 4], 2);
export const w = values([4, 5], 3);
