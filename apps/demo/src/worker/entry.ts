import type { WorkerTask } from "../transport/start-worker.js";

/** The code of each task, loaded where it is wanted. */
const tasks: Readonly<Record<WorkerTask, () => Promise<unknown>>> = {
  training: () => import("./main.js"),
  line: () => import("./line-main.js"),
  samplers: () => import("./samplers-main.js"),
  model: () => import("../your-model/worker.js"),
  uploads: () => import("../uploads/worker.js"),
  takeaway: () => import("../takeaway/worker.js"),
};

/** Messages that came before somebody listened. */
const early: unknown[] = [];
const keep = ({ data }: MessageEvent<unknown>): void => {
  early.push(data);
};
addEventListener("message", keep);
tasks[self.name as WorkerTask]()
  .then(() => {
    removeEventListener("message", keep);
    for (const data of early) dispatchEvent(new MessageEvent("message", { data }));
  })
  // The page hears of it as of any error of a worker.
  .catch(reportError);
