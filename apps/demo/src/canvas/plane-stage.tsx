import { computed, type ReadonlySignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { MotionClock } from "./clock.js";
import { nearestFrame } from "./frames.js";
import { LayeredCanvas } from "./layered-canvas.js";
import { type Moment, movingLayers, type PlaneView, stillLayers } from "./plane-layers.js";

/** A picture of the plane: what is still on one canvas, what moves on another above it. */
export const PlaneStage = ({
  view,
  halfWidth,
  clock,
  label,
  children,
}: {
  readonly view: ReadonlySignal<PlaneView>;
  readonly halfWidth: ReadonlySignal<number>;
  readonly clock: MotionClock;
  /** What is to be seen, for those who cannot see it. */
  readonly label: string;
  /** What lies above the canvases: handles, a surface to draw on. */
  readonly children?: ComponentChildren;
}): JSX.Element => {
  const moment = useMemo(() => momentOf(clock), [clock]);
  const still = useMemo(() => computed(() => stillLayers(view.value, moment)), [view, moment]);
  const moving = useMemo(() => computed(() => movingLayers(view.value, moment)), [view, moment]);
  return (
    <div class="stage">
      <div class="stage-picture" role="img" aria-label={label}>
        <LayeredCanvas layers={still} halfWidth={halfWidth} />
        <LayeredCanvas layers={moving} halfWidth={halfWidth} />
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
