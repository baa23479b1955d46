import type { Arrows, Density, Motion } from "../session/protocol.js";
import type { Direction } from "./clock.js";
import { nearestFrame, positionsAt, velocitiesAt } from "./frames.js";
import type { Layer } from "./layer.js";
import { arrows as arrowLayer } from "./layers/arrows.js";
import { axes } from "./layers/axes.js";
import { density as densityLayer } from "./layers/density.js";
import { points } from "./layers/points.js";
import { streamlines } from "./layers/streamlines.js";
import { trajectories } from "./layers/trajectories.js";

/** What a picture of the plane shows: what is left out is not known, or not wanted. */
export interface PlaneView {
  readonly halfWidth: number;
  readonly data: Float32Array | undefined;
  readonly motion: Motion | undefined;
  readonly arrows: Arrows | undefined;
  /** The same field, to be shown as streamlines. */
  readonly streams: Arrows | undefined;
  readonly density: Density | undefined;
  /** Which views of the motion are wanted. */
  readonly shown: { readonly motion: boolean; readonly samples: boolean; readonly ways: boolean };
}

/** When it shows it. Functions, so that a picture which does not depend on the time does not follow it. */
export interface Moment {
  /** From 0 at the noise to 1 at the data. */
  place(): number;
  direction(): Direction | undefined;
  /** The number of the frame nearest to the place, where a picture changes with it alone. */
  nearest(frames: number): number;
}

/** A moment that stays. */
export const stillMoment = (place: number, direction: Direction | undefined): Moment => ({
  place: () => place,
  direction: () => direction,
  nearest: (frames) => nearestFrame(frames, place),
});

/** What does not move by itself, the lowest first. */
export const stillLayers = (
  { halfWidth, data, motion, streams, density, shown }: PlaneView,
  { direction, nearest }: Moment,
): readonly Layer[] => {
  const layers: Layer[] = [axes()];
  if (density) layers.push(densityLayer(density, halfWidth));
  if (data) layers.push(points(data, { series: 0, opacity: 0.45 }));
  if (shown.ways && motion) layers.push(trajectories(motion));
  const lines = streams?.streams?.[nearest(streams.times.length)];
  if (lines) layers.push(streamlines(lines, direction()));
  if (shown.samples && motion) layers.push(points(positionsAt(motion, 1), { series: 1, opacity: 0.5 }));
  return layers;
};

/** What changes at each moment, above it: the velocity, and the particles on their way. */
export const movingLayers = (
  { halfWidth, motion, arrows, shown }: PlaneView,
  { place, direction }: Moment,
): readonly Layer[] => {
  const layers: Layer[] = [];
  if (arrows) layers.push(arrowLayer(velocitiesAt(arrows, place()), arrows.side, halfWidth, direction()));
  if (shown.motion && motion) layers.push(points(positionsAt(motion, place()), { series: 1, radius: 1.8 }));
  return layers;
};
