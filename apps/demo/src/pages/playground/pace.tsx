import type { JSX } from "preact";
import type { Session } from "../../session/session.js";
import type { TrainingSettings } from "../../session/settings.js";

/** Steps of so many seconds are worth a word, and so are first plans of so many pairs. */
const [slow, many] = [0.5, 1024];

/** How many pairs are planned before each step. */
export const plannedPairs = ({
  coupling,
  batchSize,
}: Pick<TrainingSettings, "coupling" | "batchSize">): number => (coupling === "independent" ? 0 : batchSize);

const seconds = (time: number): string => `about ${time < 2 ? time.toFixed(1) : Math.round(time)} s`;

/**
 * What a visitor waits for while a step takes long; nothing where steps are fast.
 *
 * @param rate steps a second, 0 before the first
 * @param pairs that are planned before each step
 */
export const paceText = (phase: string, rate: number, pairs: number): string => {
  const plan = `the plan of ${pairs.toLocaleString("en")} pairs`;
  const [time, isFirst] = [1 / rate, rate === 0];
  if (isFirst ? pairs < many : time < slow) return "";
  if (phase === "training")
    return isFirst
      ? `The first step: ${plan} …`
      : `A step takes ${seconds(time)}${pairs > 0 ? `: ${plan}` : ""}.`;
  if (phase === "pausing")
    return isFirst
      ? "Training pauses after the first step."
      : `Training pauses after this step, which takes ${seconds(time)}.`;
  return "";
};

/** A line for slow steps. */
export const Pace = ({
  session: { phase, stepsPerSecond },
  pairs,
}: {
  readonly session: Pick<Session, "phase" | "stepsPerSecond">;
  readonly pairs: number;
}): JSX.Element => {
  const text = paceText(phase.value, stepsPerSecond.value, pairs);
  return (
    <p class="hint" data-pace hidden={text === ""}>
      {text}
    </p>
  );
};
