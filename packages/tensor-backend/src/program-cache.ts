import { CapabilityError } from "@nami/errors";
import type { Buffer, Program, ScanInput, ScanProgram, TensorBackend } from "./backend.js";
import type { Graph } from "./graph.js";

/** Programs kept ready on a backend; the one used longest ago goes first. */
const capacity = 128;

interface Entry {
  /** Undefined where a backend runs the rounds of a scan one by one. */
  readonly program: Promise<Program | ScanProgram | undefined>;
  running: number;
  evicted: boolean;
}

const caches = new WeakMap<TensorBackend, Map<string, Entry>>();

/** A graph that runs round after round. */
export interface ScanBody {
  readonly graph: Graph;
  /** Where each round has the inputs of the graph from. */
  readonly inputs: readonly ScanInput[];
  /** Equal for equal bodies. */
  readonly fingerprint: string;
}

/** The rounds of a graph, made once: they are known by a long text. */
export function scanBody(graph: Graph, inputs: readonly ScanInput[]): ScanBody {
  const sources = inputs.map((input) => (input.kind === "carried" ? input.output : input.kind));
  return { graph, inputs, fingerprint: `${graph.fingerprint}\nscan ${sources}` };
}

/**
 * Runs a graph on a backend, compiling it unless an equal graph has been compiled lately.
 *
 * @param feed gives the inputs, borrowed; called when the backend has been found able to run the graph
 * @returns one buffer for each output, owned by the caller
 * @throws CapabilityError when the backend lacks a primitive or dtype of the graph
 */
export async function runGraph(
  backend: TensorBackend,
  graph: Graph,
  feed: () => Promise<readonly Buffer[]>,
): Promise<Buffer[]> {
  return runEntry(
    entryOf(backend, graph, graph.fingerprint, () => backend.compile(graph)),
    feed,
  );
}

/**
 * Runs a graph round after round as one program, compiled unless an equal one has been lately; see {@link runGraph}.
 *
 * @returns one buffer for each output of the last round
 */
export function runScan(
  backend: TensorBackend,
  body: ScanBody,
  feed: () => Promise<readonly Buffer[]>,
): Promise<Buffer[]> {
  return runEntry(scanEntry(backend, body), feed);
}

/** How many rounds of a graph a backend would run as one program: 1 where it makes none. */
export async function roundsAtOnce(backend: TensorBackend, body: ScanBody): Promise<number> {
  if (!backend.compileScan || !body.inputs.some(({ kind }) => kind === "stacked")) return 1;
  const program = await scanEntry(backend, body).program;
  return program && "rounds" in program ? program.rounds : 1;
}

function scanEntry(backend: TensorBackend, { graph, inputs, fingerprint }: ScanBody): Entry {
  return entryOf(backend, graph, fingerprint, () => backend.compileScan!(graph, inputs));
}

async function runEntry(entry: Entry, feed: () => Promise<readonly Buffer[]>): Promise<Buffer[]> {
  entry.running++;
  try {
    const inputs = await feed();
    return await (await entry.program)!.run(inputs);
  } finally {
    entry.running--;
    await retire(entry);
  }
}

function entryOf(
  backend: TensorBackend,
  graph: Graph,
  fingerprint: string,
  compile: () => Entry["program"],
): Entry {
  const cache = caches.get(backend) ?? new Map<string, Entry>();
  caches.set(backend, cache);
  const found = cache.get(fingerprint);
  if (found) {
    cache.delete(fingerprint);
    cache.set(fingerprint, found);
    return found;
  }
  checkSupport(backend, graph);
  const entry: Entry = { program: compile(), running: 0, evicted: false };
  entry.program.catch(() => {
    if (cache.get(fingerprint) === entry) cache.delete(fingerprint);
  });
  cache.set(fingerprint, entry);
  for (const [key, oldest] of cache) {
    if (cache.size <= capacity) break;
    cache.delete(key);
    oldest.evicted = true;
    retire(oldest).catch(() => undefined);
  }
  return entry;
}

async function retire(entry: Entry): Promise<void> {
  if (entry.evicted && entry.running === 0) (await entry.program)?.dispose();
}

function checkSupport(backend: TensorBackend, graph: Graph): void {
  for (const { dtype } of graph.inputs) checkDType(backend, dtype);
  for (const { primitive, dtype } of graph.nodes) {
    checkDType(backend, dtype);
    if (!backend.supports(primitive, dtype))
      throw new CapabilityError(
        `compile: the backend must support every primitive, got ${primitive} on ${dtype}, which ${backend.name} does not. Use another backend: referenceBackend supports all.`,
      );
  }
}

function checkDType(backend: TensorBackend, dtype: Graph["inputs"][number]["dtype"]): void {
  if (!backend.dtypes.has(dtype))
    throw new CapabilityError(
      `compile: the backend must support every dtype, got ${dtype}, which ${backend.name} does not. Use one of ${[...backend.dtypes].join(", ")}, or referenceBackend({ dtype: "float64" }).`,
    );
}
