import { OptionError } from "@nami/errors";
import type { Buffer, TensorBackend } from "./backend.js";
import { takeDrawn, valuesOfDraw } from "./drawn-ahead.js";
import { allocate, convert, type TypedArray } from "./dtype.js";
import type { Feed } from "./feed.js";
import type { ValueType } from "./graph.js";
import { runGraph, runScan, type ScanBody } from "./program-cache.js";
import { sizeOf } from "./shape.js";
import { Tensor } from "./tensor.js";
import { type LoweredGraph, type LoweringOptions, lower } from "./trace.js";

/** How graphs are made for a backend. */
export function loweringFor(backend: TensorBackend): LoweringOptions {
  return { widen: !backend.dtypes.has("float32") };
}

/** @throws OptionError unless it is a backend */
export function checkBackend(caller: string, options: { readonly backend?: unknown } | undefined): void {
  const backend = options?.backend as Partial<TensorBackend> | undefined;
  if (typeof backend?.compile !== "function" || !backend.dtypes)
    throw new OptionError(
      `${caller}: options must have a backend, got ${JSON.stringify(options?.backend) ?? "none"}. Pass { backend: referenceBackend() }, or another.`,
    );
}

/**
 * Feeds a graph, runs it, and wraps its outputs. What was uploaded for this run alone is freed again.
 *
 * @param leaves the arguments of this run
 * @param captured where device copies of captured host tensors are kept for the next run; none are kept without it
 */
export function run(
  backend: TensorBackend,
  lowered: LoweredGraph,
  leaves: readonly unknown[] = [],
  captured?: Map<number, Buffer>,
): Promise<Tensor[]> {
  return runFed(backend, lowered, captured, {
    input: async (feed, type, keep) => {
      if (feed.kind === "tensor") return bufferOf(backend, leaves[feed.argument] as Tensor, type, keep);
      return keep(await upload(backend, valuesOf(feed, leaves), type));
    },
    program: (feed) => runGraph(backend, lowered.graph, feed),
  });
}

/**
 * The same for a graph that runs once for each of several lists of arguments, all as one program.
 *
 * @param rounds the arguments of each; of those that are not stacked, the first round's count
 */
export function runRounds(
  backend: TensorBackend,
  lowered: LoweredGraph,
  body: ScanBody,
  rounds: readonly (readonly unknown[])[],
  captured?: Map<number, Buffer>,
): Promise<Tensor[]> {
  return runFed(backend, lowered, captured, {
    input: async (feed, type, keep, place) => {
      if (feed.kind === "tensor" && body.inputs[place]!.kind === "carried")
        return bufferOf(backend, rounds[0]![feed.argument] as Tensor, type, keep);
      const stacked = await stackedValues(backend, feed, type, rounds);
      return keep(await backend.upload(stacked, [rounds.length, ...type.shape], type.dtype));
    },
    program: (feed) => runScan(backend, body, feed),
  });
}

/** A feed other than what a function closes over. */
type ArgumentFeed = Exclude<Feed, { kind: "captured" }>;

/** How a run gets its inputs, and its outputs from them. */
interface Running {
  /** A buffer for input `place`; one made for it is handed to `keep`. */
  input(
    feed: ArgumentFeed,
    type: ValueType,
    keep: (buffer: Buffer) => Buffer,
    place: number,
  ): Promise<Buffer>;
  program(feed: () => Promise<Buffer[]>): Promise<Buffer[]>;
}

async function runFed(
  backend: TensorBackend,
  { graph, feeds }: LoweredGraph,
  captured: Map<number, Buffer> | undefined,
  { input, program }: Running,
): Promise<Tensor[]> {
  const temporary: Buffer[] = [];
  const keep = (buffer: Buffer): Buffer => {
    temporary.push(buffer);
    return buffer;
  };
  const feedInputs = async (): Promise<Buffer[]> => {
    const inputs: Buffer[] = [];
    for (const [i, feed] of feeds.entries()) {
      const type = graph.inputs[i]!;
      const held = captured?.get(i);
      if (held) inputs.push(held);
      else if (feed.kind === "captured") {
        // Of two first runs at once, one keeps its copy for all.
        const own = (buffer: Buffer): unknown =>
          captured && !captured.has(i) ? captured.set(i, buffer) : keep(buffer);
        inputs.push(await bufferOf(backend, feed.tensor, type, own));
      } else inputs.push(await input(feed, type, keep, i));
    }
    return inputs;
  };
  try {
    const outputs = await program(feedInputs);
    return outputs.map(
      (buffer) => new Tensor(buffer.shape, buffer.dtype, { kind: "device", backend, buffer }),
    );
  } finally {
    for (const buffer of temporary) backend.free(buffer);
  }
}

/** The values of one input in every round, one after the other. */
async function stackedValues(
  backend: TensorBackend,
  feed: ArgumentFeed,
  { shape, dtype }: ValueType,
  rounds: readonly (readonly unknown[])[],
): Promise<TypedArray> {
  const size = sizeOf(shape);
  const all = allocate(dtype, size * rounds.length);
  for (const [round, leaves] of rounds.entries()) {
    const values =
      feed.kind === "tensor"
        ? await valuesOfTensor(backend, leaves[feed.argument] as Tensor)
        : valuesOf(feed, leaves);
    all.set(values, round * size);
  }
  return all;
}

async function valuesOfTensor(backend: TensorBackend, x: Tensor): Promise<TypedArray> {
  if (x.source.kind !== "operation") return x.data();
  const [value] = await run(backend, lower([x], loweringFor(backend)));
  try {
    return await value!.data();
  } finally {
    value!.dispose();
  }
}

/** What the host makes for a run. */
function valuesOf(
  feed: Exclude<ArgumentFeed, { kind: "tensor" }>,
  leaves: readonly unknown[],
): ArrayLike<number> {
  if (feed.kind === "number") return [leaves[feed.argument] as number];
  if (feed.kind === "formula") return [feed.compute(leaves)];
  return takeDrawn(feed.draw, leaves) ?? valuesOfDraw(feed.draw, leaves);
}

async function upload(
  backend: TensorBackend,
  values: ArrayLike<number>,
  { shape, dtype }: ValueType,
): Promise<Buffer> {
  const array = ArrayBuffer.isView(values) ? (values as TypedArray) : Float64Array.from(values);
  return backend.upload(convert(array, dtype), shape, dtype);
}

/** The device buffer of a tensor. A buffer made for it is handed to `own`. */
async function bufferOf(
  backend: TensorBackend,
  x: Tensor,
  type: ValueType,
  own: (buffer: Buffer) => unknown,
): Promise<Buffer> {
  const { source } = x;
  switch (source.kind) {
    case "device": {
      if (source.backend === backend) return source.buffer;
      if (source.backend.lanes?.includes(backend)) {
        const copy = await upload(backend, await source.backend.read(source.buffer), type);
        own(copy);
        return copy;
      }
      throw new OptionError(
        `compile: a tensor must be on the backend that runs (${backend.name}), got one on another instance (${source.backend.name}). Copy it: tensor(await x.data(), x.shape, x.dtype).`,
      );
    }
    case "host": {
      const buffer = await upload(backend, source.values, type);
      own(buffer);
      return buffer;
    }
    case "operation": {
      const [value] = await run(backend, lower([x], loweringFor(backend)));
      const computed = value!.detach();
      own(computed);
      return computed;
    }
    default:
      throw new OptionError(
        `compile: an argument must have values, got ${source.kind === "disposed" ? "a disposed" : "an unfinished"} ${x}. Results of a donated call replace its arguments.`,
      );
  }
}
