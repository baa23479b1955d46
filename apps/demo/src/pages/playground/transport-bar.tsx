import type { JSX } from "preact";
import type { Session } from "../../session/session.js";

const phaseText = {
  waiting: "Waiting for data",
  starting: "Starting …",
  training: "Training",
  pausing: "Pausing …",
  paused: "Paused",
  finished: "Trained",
  recovering: "Coming back …",
  broken: "Stopped",
} as const;

const rateText = (rate: number): string =>
  rate >= 100 ? Math.round(rate).toLocaleString("en") : rate > 0 ? rate.toPrecision(3) : "–";

/** What the bar shows, and what it does. */
export type Transport = Pick<
  Session,
  "phase" | "step" | "stepsPerSecond" | "computes" | "play" | "pause" | "stepOnce"
>;

/** Play, pause, one step, reset; and how it goes. */
export const TransportBar = ({
  session,
  onReset,
}: {
  readonly session: Transport;
  readonly onReset: () => void;
}): JSX.Element => {
  const phase = session.phase.value;
  const isOver = phase === "waiting" || phase === "broken" || phase === "finished";
  const isTraining = phase === "training" || phase === "starting" || phase === "recovering";
  return (
    <section class="transport" aria-label="Training">
      <div class="buttons">
        <button
          type="button"
          class="primary"
          disabled={isOver}
          onClick={() => (isTraining ? session.pause() : session.play())}
        >
          {isTraining ? "Pause" : "Play"}
        </button>
        <button type="button" disabled={isOver} onClick={() => session.stepOnce()}>
          One step
        </button>
        <button type="button" onClick={onReset}>
          Reset
        </button>
      </div>
      <p class="phase" role="status" data-phase={phase}>
        {phaseText[phase]}
      </p>
      <dl class="facts">
        <div>
          <dt>Step</dt>
          <dd data-reading="step">{session.step.value.toLocaleString("en")}</dd>
        </div>
        <div>
          <dt>Steps a second</dt>
          <dd data-reading="rate">{rateText(session.stepsPerSecond.value)}</dd>
        </div>
        <div class="wide">
          <dt>Computes</dt>
          <dd data-reading="backend">{session.computes.value || "–"}</dd>
        </div>
      </dl>
    </section>
  );
};
