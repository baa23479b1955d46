import {
  type Graph,
  type SplitGraph,
  sizeOf,
  splitRows,
  type TypedArray,
  type ValueType,
  valueType,
} from "@nami/tensor-backend";
import { asInputs, type Engine, sessionFor } from "../engine.js";
import { type LoweringTarget, lowerGraph } from "../lower/lower.js";
import { lowerTiles } from "../lower/lower-tiles.js";
import { workOf } from "../lower/work.js";
import type { OnnxGraph } from "../model/model.js";
import type { HostValues, LaneRuntime, Runtime } from "../runtime/runtime.js";
import { allEnded } from "./all-ended.js";

/**
 * Floating-point operations of one lane from which it is worth its messages. At 10¹¹ a second these are half a
 * millisecond; a message each way is a tenth.
 */
const worthALane = 2 ** 26;
/** The same for each number that goes to a lane and back, which is copied several times. */
const worthANumber = 4096;

/** Operations of a tile from which it is worth a round, and the same for each number that it adds up and for each node. */
const [worthATile, worthASum, worthANode] = [2 ** 26, 2048, 2 ** 20];
/** Tiles of a lane at most. */
const manyTiles = 8;

/** A graph divided among lanes, and what each of them has to do into tiles. */
export interface DividedGraph extends SplitGraph {
  /** How often a lane runs `part`, to add the results up. */
  readonly tiles: number;
}

/** A graph divided among lanes; undefined where its rows do not come apart, or there are too few. */
export function splitForLanes(graph: Graph, lanes: number): DividedGraph | undefined {
  if (lanes < 2 || workOf(graph) < lanes * worthALane) return undefined;
  const split = splitRows(graph, lanes);
  if (!split) return undefined;
  const { part } = split;
  const results = numbersOf(outputTypes(part));
  const numbers = numbersOf(part.inputs) + results;
  if (workOf(part) < Math.max(worthALane, numbers * worthANumber)) return undefined;
  for (let tiles = manyTiles; tiles > 1; tiles /= 2) {
    const worthwhile = Math.max(worthATile, results * worthASum, part.nodes.length * worthANode);
    if (workOf(part) < tiles * worthwhile) continue;
    const tiled = splitRows(graph, lanes, tiles);
    if (tiled) return { ...tiled, tiles };
  }
  return { ...split, tiles: 1 };
}

const outputTypes = (graph: Graph): ValueType[] => graph.outputs.map((value) => valueType(graph, value));
const numbersOf = (types: readonly ValueType[]): number =>
  types.reduce((sum, { shape }) => sum + sizeOf(shape), 0);

/**
 * A graph whose rows are divided: the runtime itself and each lane compute addends from their rows, with one thread, and
 * the runtime the rest from their sums. Within a part nobody waits for anybody, and what one operator has written is in
 * the cache of the core that reads it.
 *
 * @param lanes for all parts but the first
 */
export async function dividedGraph<T>(
  runtime: Runtime<T>,
  lanes: readonly LaneRuntime[],
  graph: Graph,
  { part, partInputs, rest, restInputs, tiles }: DividedGraph,
): Promise<Engine<T>> {
  const cut = partInputs.map(({ rows }) => rows && tiles > 1);
  const lowered = (target: LoweringTarget): OnnxGraph =>
    tiles > 1 ? lowerTiles(part, cut, target) : lowerGraph(part, target);
  const [ending, first, others] = await allEnded([
    sessionFor(runtime, rest),
    sessionFor(runtime, part, true, lowered),
    allEnded(lanes.map((lane) => sessionFor(lane, part, true, lowered))),
  ]);
  const types = outputTypes(part);
  const taken = part.inputs.map(({ shape, dtype }, i) => ({
    dtype,
    shape: cut[i] ? [tiles, ...shape] : shape,
  }));

  /** The rows of a part, or all there is. */
  const valuesOf = (place: number, i: number, all: TypedArray): TypedArray => {
    const size = sizeOf(taken[i]!.shape);
    const from = partInputs[i]!.rows ? place * size : 0;
    return all.subarray(from, from + size);
  };
  const upload = ({ values, shape, dtype }: HostValues): T => runtime.tensor(values, shape, dtype);

  const addendsOf = async (inputs: readonly T[], made: T[]): Promise<T[][]> => {
    const all: TypedArray[] = [];
    for (const { input } of partInputs) all.push(await runtime.read(inputs[input]!));
    const elsewhere = others.map(async (session, n) =>
      // What a lane takes is handed over: a copy.
      session.compute(
        asInputs(taken.map((type, i) => ({ ...type, values: valuesOf(n + 1, i, all[i]!).slice() }))),
      ),
    );
    const runHere = async (): Promise<T[]> => {
      const feeds = partInputs.map(({ input, rows }, i) => {
        if (!rows) return inputs[input]!;
        const own = upload({ ...taken[i]!, values: valuesOf(0, i, all[i]!) });
        made.push(own);
        return own;
      });
      const outputs = await first.run(asInputs(feeds));
      const results = types.map((_, i) => outputs[`o${i}`]!);
      made.push(...results);
      return results;
    };
    const [own, there] = await allEnded([runHere(), allEnded(elsewhere)]);
    const theirs = there.map((outputs) =>
      types.map((type, i) => upload({ ...type, values: outputs[`o${i}`]! })),
    );
    made.push(...theirs.flat());
    return [own, ...theirs];
  };

  return {
    run: async (inputs) => {
      const made: T[] = [];
      try {
        const addends = await addendsOf(inputs, made);
        const feeds = restInputs.map((origin) =>
          "input" in origin ? inputs[origin.input]! : addends[origin.part]![origin.output]!,
        );
        const results = await ending.run(asInputs(feeds));
        return graph.outputs.map((_, i) => results[`o${i}`]!);
      } finally {
        for (const tensor of made) runtime.free(tensor);
      }
    },
    release: async () => {
      await Promise.all([ending, first, ...others].map((session) => session.release()));
    },
  };
}
