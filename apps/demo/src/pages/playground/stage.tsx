import { computed, type ReadonlySignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { MotionClock } from "../../canvas/clock.js";
import { nearestFrame, positionsAt, velocitiesAt } from "../../canvas/frames.js";
import type { Layer } from "../../canvas/layer.js";
import { LayeredCanvas } from "../../canvas/layered-canvas.js";
import { arrows } from "../../canvas/layers/arrows.js";
import { axes } from "../../canvas/layers/axes.js";
import { density } from "../../canvas/layers/density.js";
import { points } from "../../canvas/layers/points.js";
import { streamlines } from "../../canvas/layers/streamlines.js";
import { trajectories } from "../../canvas/layers/trajectories.js";
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
  // Lines of one time of the field are drawn once, not at each frame of the motion.
  const streamsAt = useMemo(
    () => computed(() => nearestFrame(session.arrows.value?.times.length ?? 1, clock.place.value)),
    [session, clock],
  );
  const still = useMemo(
    () =>
      computed<readonly Layer[]>(() => {
        const { data, samples, ways, arrows: shown, streams, density: mapped } = values.value;
        const layers: Layer[] = [];
        const { density: map, motion, arrows: field, halfWidth } = session;
        layers.push(axes());
        if (mapped && map.value) layers.push(density(map.value, halfWidth.value));
        if (data && session.data.value) layers.push(points(session.data.value, { series: 0, opacity: 0.45 }));
        if (ways && motion.value) layers.push(trajectories(motion.value));
        if (shown && field.value)
          layers.push(
            arrows(
              velocitiesAt(field.value, clock.place.value),
              field.value.side,
              halfWidth.value,
              clock.direction.value,
            ),
          );
        if (streams && field.value)
          layers.push(streamlines(field.value, halfWidth.value, streamsAt.value, clock.direction.value));
        if (samples && motion.value)
          layers.push(points(positionsAt(motion.value, 1), { series: 1, opacity: 0.5 }));
        return layers;
      }),
    [session, clock, values, streamsAt],
  );
  const moving = useMemo(
    () =>
      computed<readonly Layer[]>(() =>
        values.value.motion && session.motion.value
          ? [points(positionsAt(session.motion.value, clock.place.value), { series: 1, radius: 1.8 })]
          : [],
      ),
    [session, clock, values],
  );
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
