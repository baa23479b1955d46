import type { CDPSession, Page } from "playwright";

/** What a page holds, in bytes. Compiled code and what the browser keeps of the page itself are in neither. */
export interface Held {
  /** Objects, closures, arrays, strings, numbers. */
  readonly values: number;
  /** The contents of array buffers. */
  readonly buffers: number;
}

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
  readonly strings: readonly string[];
}

const heldIn = ({ snapshot, nodes, strings }: Snapshot): Held => {
  const { node_fields: fields, node_types: types } = snapshot.meta;
  const [type, name, size] = ["type", "name", "self_size"].map((field) => fields.indexOf(field)) as [
    number,
    number,
    number,
  ];
  let [values, buffers] = [0, 0];
  for (let i = 0; i < nodes.length; i += fields.length) {
    if (kinds.has(types[type]![nodes[i + type]!]!)) values += nodes[i + size]!;
    else if (strings[nodes[i + name]!] === "system / JSArrayBufferData") buffers += nodes[i + size]!;
  }
  return { values, buffers };
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

/** What a page holds, from a snapshot. */
export const heldBy = async (page: Page, debug: CDPSession): Promise<Held> => {
  await collect(page, debug);
  const chunks: string[] = [];
  const keep = ({ chunk }: { readonly chunk: string }): void => void chunks.push(chunk);
  debug.on("HeapProfiler.addHeapSnapshotChunk", keep);
  await debug.send("HeapProfiler.takeHeapSnapshot", { reportProgress: false });
  debug.off("HeapProfiler.addHeapSnapshotChunk", keep);
  return heldIn(JSON.parse(chunks.join("")) as Snapshot);
};
