import { computed, type ReadonlySignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { MotionClock } from "../../canvas/clock.js";
import { nearestFrame } from "../../canvas/frames.js";
import { LayeredCanvas } from "../../canvas/layered-canvas.js";
import { type Moment, movingLayers, type PlaneView, stillLayers } from "../../canvas/plane-layers.js";
import type { Session } from "../../session/session.js";
import type { ShownLayers } from "./layer-toggles.js";

/** The picture: what is still on one canvas, what moves on another above it. */
export const Stage = ({
  session,
  clock,
  values,
  children,
}: {
  readonly session: Session;
  readonly clock: MotionClock;
  readonly values: ReadonlySignal<ShownLayers>;
  /** What lies above the canvases: handles, a surface to draw on. */
  readonly children?: ComponentChildren;
}): JSX.Element => {
  const view = useMemo(() => planeViewOf(session, values), [session, values]);
  const moment = useMemo(() => momentOf(clock), [clock]);
  const still = useMemo(() => computed(() => stillLayers(view.value, moment)), [view, moment]);
  const moving = useMemo(() => computed(() => movingLayers(view.value, moment)), [view, moment]);
  const { step, motion } = session;
  const label = `The plane: data in blue, ${motion.value?.particles ?? 0} points of the model in orange, after ${step.value} steps of training`;
  return (
    <div class="stage">
      <div class="stage-picture" role="img" aria-label={label}>
        <LayeredCanvas layers={still} halfWidth={session.halfWidth} />
        <LayeredCanvas layers={moving} halfWidth={session.halfWidth} />
      </div>
      {children}
    </div>
  );
};

/** The moment of a clock. What changes with a frame alone is drawn when the nearest one changes, not at each tick. */
const momentOf = (clock: MotionClock): Moment => {
  const nearest = new Map<number, ReadonlySignal<number>>();
  return {
    place: () => clock.place.value,
    direction: () => clock.direction.value,
    nearest: (frames) => {
      const known = nearest.get(frames) ?? computed(() => nearestFrame(frames, clock.place.value));
      nearest.set(frames, known);
      return known.value;
    },
  };
};

/** What is known of the plane and wanted in its picture. */
export const planeViewOf = (
  session: Session,
  values: ReadonlySignal<ShownLayers>,
): ReadonlySignal<PlaneView> =>
  computed(() => {
    const { data, motion, samples, ways, arrows, streams, density } = values.value;
    return {
      halfWidth: session.halfWidth.value,
      data: data ? session.data.value : undefined,
      motion: session.motion.value,
      arrows: arrows ? session.arrows.value : undefined,
      streams: streams ? session.arrows.value : undefined,
      density: density ? session.density.value : undefined,
      shown: { motion, samples, ways },
    };
  });
