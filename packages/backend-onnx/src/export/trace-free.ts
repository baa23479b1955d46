import { NamiError, ShapeError } from "@nami/errors";
import {
  broadcastTo,
  type Feed,
  type Flattened,
  type LoweredGraph,
  Tensor,
  tensor,
  traceGraph,
} from "@nami/tensor-backend";
import { lowerGraph } from "../lower/lower.js";
import { readBy } from "../model/renaming.js";
import { type AtSizes, atSizes, type Batch, withBatch } from "./batch-size.js";
import { capturedConstant } from "./captured.js";
import { type FreeConstant, type FreeGraph, freeConstant, freeGraph } from "./free-graph.js";

/** A function as a graph for every batch size. */
export interface FreeTrace extends FreeGraph {
  /** Where each input comes from. */
  readonly feeds: readonly Feed[];
  /** Values of the inputs that are tensors which the function closes over. */
  readonly captured: readonly FreeConstant[];
}

/** The arguments with another batch size. */
function resized(args: Flattened, batch: Batch, size: number): Flattened {
  const leaves = args.leaves.map((leaf) =>
    leaf instanceof Tensor
      ? broadcastTo(tensor(0, [], leaf.dtype), withBatch(leaf.shape, batch, size))
      : leaf,
  );
  return { ...args, leaves };
}

/**
 * Traces a function at three batch sizes and makes one graph of it.
 *
 * @throws ShapeError when it takes the examples' batch size only
 * @throws OptionError when it depends on the batch size in more than sizes
 */
export function traceFree(
  caller: string,
  fn: (...args: never[]) => unknown,
  args: Flattened,
  batch: Batch,
): FreeTrace {
  // What is wrong at the examples' own size is best said in their own shapes.
  traceGraph(fn, args);
  const traces: AtSizes<LoweredGraph> = atSizes((size) => {
    try {
      return traceGraph(fn, resized(args, batch, size));
    } catch (cause) {
      if (!(cause instanceof NamiError)) throw cause;
      throw new ShapeError(
        `${caller}: the function must take every batch size, got an error at size ${size}: ${JSON.stringify(cause.message)}. Let it depend on the shapes of its arguments, and give the examples' batch axis a size that no other axis has.`,
        { cause },
      );
    }
  });
  const lowered: FreeGraph = freeGraph(caller, [
    lowerGraph(traces[0].graph),
    lowerGraph(traces[1].graph),
    lowerGraph(traces[2].graph),
  ]);
  const feeds = traces[0].feeds;
  const captured = feeds.flatMap((feed, i) => {
    if (feed.kind !== "captured") return [];
    const at = (trace: LoweredGraph) => {
      const own = trace.feeds[i]!;
      const { tensor } = own.kind === "captured" ? own : feed;
      return capturedConstant(caller, `i${i}`, tensor);
    };
    const users = lowered.nodes.filter((node) => readBy(node).includes(`i${i}`));
    return [
      freeConstant(
        caller,
        [at(traces[0]), at(traces[1]), at(traces[2])],
        users.map(({ operator }) => operator),
      ),
    ];
  });
  return { ...lowered, feeds, captured };
}
