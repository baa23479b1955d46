import { OptionError } from "@nami/errors";
import type { Buffer, TensorBackend } from "./backend.js";
import { convert, type TypedArray } from "./dtype.js";
import type { Feed } from "./feed.js";
import type { ValueType } from "./graph.js";
import { resolveKey, resolveNumber } from "./keys.js";
import { runGraph } from "./program-cache.js";
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
export async function run(
  backend: TensorBackend,
  { graph, feeds }: LoweredGraph,
  leaves: readonly unknown[] = [],
  captured?: Map<number, Buffer>,
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
      else if (feed.kind === "tensor" || feed.kind === "captured") {
        const x = feed.kind === "captured" ? feed.tensor : (leaves[feed.argument] as Tensor);
        // Of two first runs at once, one keeps its copy for all.
        const own = (buffer: Buffer): unknown =>
          captured && feed.kind === "captured" && !captured.has(i) ? captured.set(i, buffer) : keep(buffer);
        inputs.push(await bufferOf(backend, x, type, own));
      } else {
        inputs.push(keep(await upload(backend, valuesOf(feed, leaves), type)));
      }
    }
    return inputs;
  };
  try {
    const outputs = await runGraph(backend, graph, feedInputs);
    return outputs.map(
      (buffer) => new Tensor(buffer.shape, buffer.dtype, { kind: "device", backend, buffer }),
    );
  } finally {
    for (const buffer of temporary) backend.free(buffer);
  }
}

/** What the host makes for a run. */
function valuesOf(
  feed: Extract<Feed, { kind: "number" | "formula" | "draw" }>,
  leaves: readonly unknown[],
): ArrayLike<number> {
  if (feed.kind === "number") return [leaves[feed.argument] as number];
  if (feed.kind === "formula") return [feed.compute(leaves)];
  const { key, firstRow, sample } = feed.draw;
  return sample(resolveKey(key, leaves), resolveNumber(firstRow, leaves));
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
