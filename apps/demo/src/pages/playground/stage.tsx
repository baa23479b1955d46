import { computed, type ReadonlySignal } from "@preact/signals";
import type { ComponentChildren, JSX } from "preact";
import { useMemo } from "preact/hooks";
import { isAstray } from "../../canvas/astray.js";
import type { MotionClock } from "../../canvas/clock.js";
import type { PlaneView } from "../../canvas/plane-layers.js";
import { PlaneStage } from "../../canvas/plane-stage.js";
import type { Session } from "../../session/session.js";
import type { ShownLayers } from "./layer-toggles.js";

/** The picture of a run. */
export const Stage = ({
  session,
  clock,
  values,
  asked = "",
  children,
}: {
  readonly session: Session;
  readonly clock: MotionClock;
  readonly values: ReadonlySignal<ShownLayers>;
  /** What is missing before there is something to see. */
  readonly asked?: string;
  /** What lies above the canvases: handles, a surface to draw on. */
  readonly children?: ComponentChildren;
}): JSX.Element => {
  const view = useMemo(() => planeViewOf(session, values), [session, values]);
  const { step, motion } = session;
  const astray = motion.value !== undefined && isAstray(motion.value, session.halfWidth.value);
  const isGuided = (session.sampled.value?.sampling.guidance?.scale ?? 1) > 1;
  const label = asked
    ? `The plane, empty. ${asked}`
    : `The plane: data in blue, ${motion.value?.particles ?? 0} points of the model in orange, after ${step.value} steps of training`;
  return (
    <PlaneStage view={view} halfWidth={session.halfWidth} clock={clock} label={label}>
      {children}
      <p class="stage-hint" role="status" hidden={!astray}>
        {astray &&
          `Most points end beyond the picture. ${isGuided ? "Take a weaker guidance, or let it train on." : "Take a smaller step size or another optimizer."}`}
      </p>
    </PlaneStage>
  );
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
