import type { Feed, Flattened } from "@nami/tensor-backend";
import { type GraphWriter, graphWriter } from "../model/emitter.js";
import type { Name, OnnxValue } from "../model/model.js";
import { type Batch, dimensionOf, type Size } from "./batch-size.js";
import { checkResults, type ExportOptions, freePrefix } from "./options.js";
import { batchOf, checkUnique, namesOf, type Port, portsOf } from "./ports.js";
import { type FreeTrace, traceFree } from "./trace-free.js";

/** What a model is made of before it is put together. */
export interface Plan {
  readonly trace: FreeTrace;
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** Name of a port of the model for each input of the trace that has one. */
  readonly sources: ReadonlyMap<number, Name>;
  /** Begins the names of all that is inside. */
  readonly prefix: string;
  /** Writes what comes before the function; it has the batch size already. */
  readonly writer: GraphWriter;
  /** Name of the batch size: a vector of one. */
  readonly batch: Name;
}

/** How a plan for a loop differs. */
export interface LoopPlan {
  readonly steps: number;
  /** The argument leaf that counts the steps: no input of the model. */
  readonly counter: number;
}

function isSource(port: Port, feed: Feed, place: number): boolean {
  if (port.kind === "draw") return port.feed === place;
  return (feed.kind === "tensor" || feed.kind === "number") && feed.argument === port.leaf;
}

/** Sizes of an input: the batch axis is free, and the draws of a loop have one for each step. */
function shapeOf(port: Port, trace: FreeTrace, batch: Batch, loop: LoopPlan | undefined): readonly Size[] {
  if (port.kind === "draw") {
    const { shape } = trace.inputs[port.feed]!;
    return loop ? [{ times: 0, plus: loop.steps }, ...shape] : shape;
  }
  return port.shape.map((size, axis) =>
    axis === batch.axis && size === batch.example ? { times: 1, plus: 0 } : { times: 0, plus: size },
  );
}

/** Traces a function, and names what goes in and comes out. */
export function planModel(
  caller: string,
  fn: (...args: never[]) => unknown,
  args: Flattened,
  { batchAxis = 0, inputNames, outputNames }: ExportOptions,
  loop?: LoopPlan,
): Plan {
  const batch = batchOf(caller, args, batchAxis);
  const trace = traceFree(caller, fn, args, batch);
  checkResults(caller, trace.outputs);
  const ports = portsOf(args, trace.feeds).filter(
    (port) => port.kind === "draw" || port.leaf !== loop?.counter,
  );
  const shapes = ports.map((port) => shapeOf(port, trace, batch, loop).map(dimensionOf));
  const told = ports.map(
    ({ kind, dtype }, i) => `${kind === "draw" ? "noise" : "argument"} ${dtype} [${shapes[i]}]`,
  );
  const names = namesOf(caller, "input", told, inputNames);
  const results = trace.outputs.map(({ type, shape }) => ({ type, shape: shape.map(dimensionOf) }));
  const outcomes = namesOf(
    caller,
    "output",
    results.map(({ type, shape }) => `${type} [${shape}]`),
    outputNames,
  );
  checkUnique(caller, [...names, ...outcomes]);
  const sources = new Map<number, Name>();
  for (const [place, feed] of trace.feeds.entries()) {
    const at = ports.findIndex((port) => isSource(port, feed, place));
    if (at >= 0) sources.set(place, names[at]!);
  }
  const prefix = freePrefix([...names, ...outcomes]);
  const writer = graphWriter(prefix);
  const carrier = ports.findIndex(
    (port) => port.kind === "argument" && port.shape[batch.axis] === batch.example,
  );
  const { axis } = batch;
  return {
    trace,
    inputs: ports.map(({ dtype }, i) => ({ name: names[i]!, type: dtype, shape: shapes[i]! })),
    outputs: results.map((result, i) => ({ ...result, name: outcomes[i]! })),
    sources,
    prefix,
    writer,
    batch: writer.op("Shape", [names[carrier]!], { start: axis, end: axis + 1 }),
  };
}
