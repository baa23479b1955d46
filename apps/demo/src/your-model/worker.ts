import { key } from "@nami/tensor-backend";
import { onCommand, reporter } from "../transport/report.js";
import { visitorText } from "../transport/visitor-text.js";
import { inUnits } from "../uploads/units.js";
import { openBackend } from "../worker/backends.js";
import { rest } from "../worker/rest.js";
import { halfWidthOf } from "../worker/view-box.js";
import { arrowsOf, densityOf, type Looked, motionOf } from "../worker/views.js";
import { logDensitiesOf } from "./log-densities.js";
import { lookedOf, type ModelFiles, readModelFiles } from "./open-model.js";
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

const tell = (message: ModelReport): void => {
  if (message.kind === "lost" || !isLost()) report(message);
};

/** The open model; nothing while none is. */
const looked = async (): Promise<Looked | undefined> => {
  if (!files || !use || !opened) return undefined;
  const { running } = await opened;
  return lookedOf(files, use, running.backend, abort.signal);
};

/** Looks at the model, the quickest view first; a new command ends it. */
const look = async (): Promise<void> => {
  const now = await looked();
  if (!now || !use) return;
  const motion = await motionOf(now, use.particles);
  const count = 2 * use.particles;
  const halfWidth = halfWidthOf(motion.positions.slice(-count));
  tell({ kind: "view", halfWidth });
  tell(motion);
  if (files?.network.dim !== 2) return;
  await rest();
  tell(await arrowsOf(now, halfWidth));
  for (const detail of use.density ? densities : []) {
    await rest();
    tell(await densityOf(now, halfWidth, detail));
  }
};
/** Coarse and soon, then fine. */
const densities = [
  { side: 36, steps: 8 },
  { side: 72, steps: 16 },
] as const;

const open = async ({
  weights,
  config,
  backend,
  use: wanted,
}: Extract<ModelCommand, { kind: "open" }>): Promise<void> => {
  files = undefined;
  const read = await readModelFiles(weights, config);
  const first = opened === undefined;
  opened ??= openBackend(backend);
  const { running, refused } = await opened;
  if (first) {
    ({ isLost } = running.lost);
    void running.lost.reason.then((reason) => tell({ kind: "lost", backend: running.name, reason }));
  }
  [files, use] = [read, wanted];
  const { dim, hidden, layers, weights: count } = read.network;
  const { step, ...said } = read.said;
  tell({
    kind: "model",
    dim,
    hidden,
    layers,
    weights: count,
    step,
    said,
    config: read.config,
    units: read.units,
    computes: running.computes,
    refused,
  });
  await look();
};

/** Points of the model as the visitor knows them. */
const asKnown = (points: Float32Array): Float32Array | Float64Array =>
  files?.units ? inUnits(points, files.units) : points;

const act = async (command: ModelCommand): Promise<void> => {
  switch (command.kind) {
    case "open":
      return open(command);
    case "use":
      use = command.use;
      return look();
    case "draw": {
      const now = await looked();
      if (!now || !use) return;
      const x = await now.process.sample([command.count], { key: key(use.seed), signal: abort.signal });
      tell({ kind: "samples", values: asKnown(Float32Array.from(await x.data())), dim: x.shape[1] ?? 1 });
      return;
    }
    case "evaluate": {
      const now = await looked();
      if (!now) return;
      const dim = files?.network.dim ?? 1;
      const points = await readPoints(command.points, dim, files?.units);
      const logDensities = await logDensitiesOf(now.process, points, dim, {
        signal: abort.signal,
        onProgress: (done, of) => tell({ kind: "progress", done, of }),
      });
      // A density is one over the units of each coordinate.
      const shift = files?.units ? dim * Math.log(files.units.scale) : 0;
      tell({
        kind: "densities",
        points: asKnown(points.slice(0, 200 * dim)),
        dim,
        logDensities: logDensities.map((value) => value - shift),
      });
      return;
    }
    case "stop":
      return;
  }
};

onCommand<ModelCommand>((command) => {
  if (command.kind === "open" || command.kind === "use" || command.kind === "stop") {
    abort.abort();
    abort = new AbortController();
  }
  const { signal } = abort;
  queue = queue.then(async () => {
    if (signal.aborted) return;
    try {
      await act(command);
    } catch (error) {
      if (!signal.aborted)
        tell({
          kind: "trouble",
          about: command.kind === "evaluate" ? "points" : "model",
          message: visitorText(error),
        });
    }
    if (!signal.aborted) tell({ kind: "idle" });
  });
});
