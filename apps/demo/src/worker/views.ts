import { pathEnergy } from "@nami/diagnostics";
import type { Distribution } from "@nami/distributions";
import { type FlowProcess, flowMatching, type Model } from "@nami/models";
import { rk4 } from "@nami/solvers";
import { evaluate, fromHost, type Key, key, type TensorBackend } from "@nami/tensor-backend";
import type { Arrows, Density, Motion } from "../session/protocol.js";
import { gridCenters } from "./grid.js";

/** A model that is looked at, and the process that it makes. */
export interface Looked {
  /** The velocity. */
  readonly model: Model;
  readonly base: Distribution;
  /** How samples are drawn. */
  readonly process: FlowProcess;
  readonly backend: TensorBackend;
  /** Times where the path ends: where the noise is, and where the data are. */
  readonly interval: readonly [data: number, noise: number];
  readonly step: number;
  readonly signal: AbortSignal;
  /** Draws the noise of the points that are looked at; the same at each look where it is left out. */
  readonly noise?: Key;
}

/** Frames of a motion, and times with arrows; between them the page interpolates. */
const [frames, arrowTimes] = [33, 9];
/** Keys of what is looked at: the same noise at each look, so that points move and do not jump. */
const noiseKey = key(314);

const timesBetween = ([data, noise]: Looked["interval"], count: number): number[] =>
  Array.from({ length: count }, (_, i) => noise + ((data - noise) * i) / (count - 1));

/** The exact flow of the model, for its log-densities. */
export const flowOf = ({ model, base, backend, interval: [t1, t0] }: Looked, steps: number): FlowProcess =>
  flowMatching({ field: model, base, solver: rk4({ steps }), backend, t0, t1 }).bind();

/** The first two coordinates of points, or the only one on a line. */
const planar = (values: ArrayLike<number>, dim: number): Float32Array => {
  if (dim === 2) return Float32Array.from(values);
  const plane = new Float32Array((2 * values.length) / dim);
  for (let i = 0; i < plane.length / 2; i++)
    for (let k = 0; k < Math.min(2, dim); k++) plane[2 * i + k] = values[i * dim + k]!;
  return plane;
};

/** Points carried from the noise to the data, frame by frame. */
export const motionOf = async (looked: Looked, particles: number): Promise<Motion> => {
  const { signal, step, interval, process } = looked;
  const times = timesBetween(interval, frames);
  const noise = looked.noise ?? noiseKey;
  const { x } = await process.trajectory([particles], { key: noise, times, signal });
  const { stats } = await process.sampleWithStats([1], { key: noise, signal });
  const positions = planar(await x.data(), x.shape.at(-1) ?? 2);
  return {
    kind: "motion",
    step,
    times: Float32Array.from(times),
    particles,
    positions,
    evaluations: stats.evaluations,
    straightness: (await pathEnergy({ t: times, x })).displacementRatio,
  };
};

/** The velocity on a grid, at a few times. */
export const arrowsOf = async (looked: Looked, halfWidth: number, side = 19): Promise<Arrows> => {
  const { model, backend, step, interval } = looked;
  const times = timesBetween(interval, arrowTimes);
  const cells = gridCenters(halfWidth, side);
  const rows = times.length * side * side;
  const points = new Float32Array(2 * rows);
  const when = new Float32Array(rows);
  for (const [i, t] of times.entries()) {
    points.set(cells, i * cells.length);
    when.fill(t, i * side * side, (i + 1) * side * side);
  }
  const found = await evaluate(
    model(fromHost(points, [rows, 2], "float32"), fromHost(when, [rows], "float32")),
    {
      backend,
    },
  );
  return {
    kind: "arrows",
    step,
    times: Float32Array.from(times),
    side,
    velocities: Float32Array.from(await found.data()),
  };
};

/**
 * The log-density of the model on a grid.
 *
 * @param side cells along each side: the cost grows with its square
 * @param steps of RK4
 */
export const densityOf = async (
  looked: Looked,
  halfWidth: number,
  { side, steps }: { readonly side: number; readonly steps: number },
): Promise<Density> => {
  const process = flowOf(looked, steps);
  const points = fromHost(gridCenters(halfWidth, side), [side * side, 2], "float32");
  const logDensities = await process.logProb(points, { signal: looked.signal });
  return {
    kind: "density",
    step: looked.step,
    side,
    logDensities: Float32Array.from(await logDensities.data()),
  };
};
