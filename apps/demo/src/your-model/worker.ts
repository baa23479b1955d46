import { key } from "@nami/tensor-backend";
import { onCommand, reporter } from "../transport/report.js";
import { visitorText } from "../transport/visitor-text.js";
import { inUnits } from "../uploads/units.js";
import { openBackend } from "../worker/backends.js";
import { rest } from "../worker/rest.js";
import { halfWidthOf } from "../worker/view-box.js";
import { arrowsOf, densityOf, type Looked, motionOf } from "../worker/views.js";
import { logDensitiesOf } from "./log-densities.js";
import { guidanceIn, lookedOf, type ModelFiles, readModelFiles } from "./open-model.js";
import type { ModelCommand, ModelReport, UseSettings } from "./protocol.js";
import { readPoints } from "./read-points.js";

const report = reporter<ModelReport>();

/** A worker has one backend in its life: another one means another worker. */
let opened: ReturnType<typeof openBackend> | undefined;
/** Whether its device is gone: what was read from it since is not to be shown. */
let isLost = (): boolean => false;
let files: ModelFiles | undefined;
let use: UseSettings | undefined;
/** Ends what is being computed. */
let abort = new AbortController();
/** Commands wait for those before them. */
let queue: Promise<void> = Promise.resolve();
/** Those that wait, and the one under way. */
let pending = 0;
/** Commands that have come. */
let received = 0;
type OpenCommand = Extract<ModelCommand, { kind: "open" }>;
/** The files that were asked for last. */
let newest: OpenCommand | undefined;

const tell = (message: ModelReport): void => {
  if (message.kind === "lost" || !isLost()) report(message);
};

/** The open model, until it is to stop; nothing while none is. */
const looked = async (signal: AbortSignal): Promise<Looked | undefined> => {
  if (!files || !use || !opened) return undefined;
  const { running } = await opened;
  signal.throwIfAborted();
  return lookedOf(files, use, running.backend, signal);
};

/** Looks at the model, the quickest view first; a new command ends it. */
const look = async (signal: AbortSignal): Promise<void> => {
  const now = await looked(signal);
  if (!now || !files || !use) return;
  const { dim } = files.network;
  const guidance = guidanceIn(files.network, use);
  tell({ kind: "doing", what: "following" });
  const motion = await motionOf(now, use.particles);
  const count = 2 * use.particles;
  const halfWidth = halfWidthOf(motion.positions.slice(-count));
  tell({ kind: "view", halfWidth });
  tell({ ...motion, guidance });
  if (dim !== 2) return;
  tell({ kind: "doing", what: "arrows" });
  await rest();
  tell(await arrowsOf(now, halfWidth));
  for (const detail of use.density ? densities : []) {
    tell({ kind: "doing", what: "density" });
    await rest();
    tell(await densityOf(now, halfWidth, detail));
  }
};
/** Coarse and soon, then fine. */
const densities = [
  { side: 36, steps: 8 },
  { side: 72, steps: 16 },
] as const;

const open = async ({ weights, config, backend, use: wanted }: OpenCommand): Promise<void> => {
  files = undefined;
  tell({ kind: "doing", what: "reading" });
  const read = await readModelFiles(weights, config);
  const first = opened === undefined;
  opened ??= openBackend(backend);
  const { running, refused } = await opened;
  if (first) {
    ({ isLost } = running.lost);
    void running.lost.reason.then((reason) => tell({ kind: "lost", backend: running.name, reason }));
  }
  [files, use] = [read, wanted];
  const { dim, hidden, layers, classes, weights: count } = read.network;
  const { step, ...said } = read.said;
  tell({
    kind: "model",
    dim,
    hidden,
    layers,
    classes,
    weights: count,
    step,
    said,
    config: read.config,
    units: read.units,
    backend: running.name,
    computes: running.computes,
    refused,
  });
};

/** Points of the model as the visitor knows them. */
const asKnown = (points: Float32Array): Float32Array | Float64Array =>
  files?.units ? inUnits(points, files.units) : points;

const act = async (command: ModelCommand, signal: AbortSignal): Promise<void> => {
  tell({ kind: "doing", what: undefined });
  switch (command.kind) {
    case "open":
      return command.look ? look(signal) : undefined;
    case "use":
      use = command.use;
      return look(signal);
    case "draw": {
      const now = await looked(signal);
      if (!now || !use) return;
      tell({ kind: "doing", what: "drawing" });
      const x = await now.process.sample([command.count], { key: key(use.seed), signal });
      tell({ kind: "samples", values: asKnown(Float32Array.from(await x.data())), dim: x.shape[1] ?? 1 });
      return;
    }
    case "evaluate": {
      const now = await looked(signal);
      if (!now || !files || !use) return;
      const { dim } = files.network;
      const guidance = guidanceIn(files.network, use);
      const points = await readPoints(command.points, dim, files?.units);
      const logDensities = await logDensitiesOf(now.process, points, dim, {
        signal,
        onProgress: (done, of) => tell({ kind: "progress", done, of }),
      });
      // A density is one over the units of each coordinate.
      const shift = files?.units ? dim * Math.log(files.units.scale) : 0;
      tell({
        kind: "densities",
        points: asKnown(points.slice(0, 200 * dim)),
        dim,
        logDensities: logDensities.map((value) => value - shift),
        guidance,
      });
      return;
    }
    case "stop":
      return;
  }
};

/** Does a piece of work after those before it, unless it has become void; what it says of its end is void then, too. */
const enqueue = (
  work: () => Promise<void>,
  { isVoid, about }: { readonly isVoid: () => boolean; readonly about: "model" | "points" },
): void => {
  pending++;
  queue = queue.then(async () => {
    try {
      if (!isVoid()) await work();
    } catch (error) {
      if (!isVoid()) tell({ kind: "trouble", about, message: visitorText(error) });
    }
    if (--pending === 0) tell({ kind: "idle", after: received });
  });
};

onCommand<ModelCommand>((command) => {
  received++;
  if (command.kind === "open" || command.kind === "use" || command.kind === "stop") {
    abort.abort();
    abort = new AbortController();
  }
  const { signal } = abort;
  // Without its files nothing can be done: other files alone take the place of an opening.
  if (command.kind === "open") {
    newest = command;
    enqueue(() => open(command), { isVoid: () => command !== newest, about: "model" });
  }
  enqueue(() => act(command, signal), {
    isVoid: () => signal.aborted,
    about: command.kind === "evaluate" ? "points" : "model",
  });
});
