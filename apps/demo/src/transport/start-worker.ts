/** What a worker is for; its name, too, in the tools of the browser. */
export type WorkerTask = "training" | "line" | "samplers" | "model" | "uploads" | "takeaway";

/** Starts a worker. All of them have one entry, so that the code that several of them need is bundled, loaded and kept once. */
export const startWorker = (name: WorkerTask): Worker =>
  new Worker(new URL("../worker/entry.ts", import.meta.url), { type: "module", name });
