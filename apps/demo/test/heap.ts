import type { CDPSession, Page } from "playwright";

/** Of a snapshot, what is no code: what leaks is among it. */
const kinds = new Set([
  "object",
  "closure",
  "array",
  "string",
  "concatenated string",
  "sliced string",
  "number",
]);

/** The part of a snapshot that sizes are read from; `nodes` holds the `node_fields` of one node after the other. */
interface Snapshot {
  readonly snapshot: { readonly meta: { readonly node_fields: string[]; readonly node_types: string[][] } };
  readonly nodes: readonly number[];
}

const valuesIn = ({ snapshot, nodes }: Snapshot): number => {
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [type, size] = [fields.indexOf("type"), fields.indexOf("self_size")];
  let sum = 0;
  for (let i = 0; i < nodes.length; i += fields.length)
    if (kinds.has(types[type]![nodes[i + type]!]!)) sum += nodes[i + size]!;
  return sum;
};

/** What one collection frees may hold what the next one frees: workers that have ended, pages that were left. */
const collect = async (page: Page, debug: CDPSession): Promise<void> => {
  for (let i = 0; i < 4; i++) {
    await debug.send("HeapProfiler.collectGarbage");
    await page.waitForTimeout(100);
  }
};

/** Bytes of the heap of a page, after a collection. */
export const heapUsed = async (page: Page, debug: CDPSession): Promise<number> => {
  await collect(page, debug);
  const { usedSize } = await debug.send("Runtime.getHeapUsage");
  return usedSize;
};

/** Bytes of the values alone that a page holds: objects, closures, arrays, strings, numbers; no code. */
export const heapValues = async (page: Page, debug: CDPSession): Promise<number> => {
  await collect(page, debug);
  const chunks: string[] = [];
  const keep = ({ chunk }: { readonly chunk: string }): void => void chunks.push(chunk);
  debug.on("HeapProfiler.addHeapSnapshotChunk", keep);
  await debug.send("HeapProfiler.takeHeapSnapshot", { reportProgress: false });
  debug.off("HeapProfiler.addHeapSnapshotChunk", keep);
  return valuesIn(JSON.parse(chunks.join("")) as Snapshot);
};
