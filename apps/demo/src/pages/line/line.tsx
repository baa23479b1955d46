import { signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { motionClock } from "../../canvas/clock.js";
import { LossChart } from "../../charts/loss-chart.js";
import { beginLineSession } from "../../line/line-session.js";
import { Later } from "../../shell/later.js";
import { prefersStillness } from "../../shell/theme.js";
import { TakeAwayCard } from "../../takeaway/take-away-card.js";
import { useAfterFirst } from "../../url-state/after-first.js";
import { usePageState } from "../../url-state/page-state.js";
import { TimeBar } from "../playground/time-bar.js";
import { TransportBar } from "../playground/transport-bar.js";
import { useBackend } from "../use-backend.js";
import { EulerTable } from "./euler-table.js";
import { EulerControls, TrainingSettingsOfLine, ViewsOfLine } from "./line-controls.js";
import { LineReadings } from "./line-readings.js";
import { Pictures } from "./pictures.js";
import { eulerOf, lineFields, lineSettingsOf } from "./state.js";
import { VelocityScale } from "./velocity-scale.js";

/** The time bar needs no frames: time runs evenly from 1 to 0. */
const evenTime = { motion: signal(undefined) };

/** Page 3: a flow in one dimension, where the whole field fits into a picture. */
export const Line = (): JSX.Element => {
  const { values, change } = usePageState("line", lineFields);
  const clock = useMemo(motionClock, []);
  const session = useMemo(
    () => beginLineSession(lineSettingsOf(values.peek()), eulerOf(values.peek()), values.peek().backend),
    [values],
  );
  useEffect(() => {
    if (!prefersStillness.peek()) clock.run("toData");
    return () => {
      clock.stop();
      session.close();
    };
  }, [clock, session]);
  const state = values.value;
  const reset = (): void => session.reset(lineSettingsOf(values.peek()));
  useAfterFirst(reset, [JSON.stringify(lineSettingsOf(state))]);
  useBackend(session, state, change);
  useAfterFirst(() => session.setEuler(eulerOf(values.peek())), [state.start, state.steps]);
  const notice = session.notice.value;
  return (
    <div class="line-page">
      <h1 class="visually-hidden">One dimension: the whole field in a picture</h1>
      <p class="lead">
        In one dimension the whole velocity field fits into a picture: time runs from noise on the left to
        data on the right. Straight paths cross, so at each place their mean is what a network can learn, and
        the ways along that mean are no longer straight.
      </p>
      <TransportBar session={session} onReset={reset} />
      <p class="notice" role="alert" hidden={notice === ""}>
        {notice}
      </p>
      <ViewsOfLine state={state} change={change} />
      <Pictures session={session} clock={clock} values={values} />
      {state.shows === "velocity" && <VelocityScale />}
      <TimeBar clock={clock} session={evenTime} />
      <Later>
        <div class="line-bottom">
          <section class="card" aria-labelledby="euler-title">
            <h2 id="euler-title">A point takes Euler steps</h2>
            <EulerControls state={state} change={change} />
            <EulerTable session={session} clock={clock} />
          </section>
          <div class="line-side">
            <section class="card" aria-labelledby="loss-title">
              <h2 id="loss-title">Loss</h2>
              <LossChart losses={session.losses} optimum={session.optimum} />
            </section>
            <section class="card" aria-labelledby="readings-title">
              <h2 id="readings-title">How good is it?</h2>
              <LineReadings session={session} />
            </section>
            <TrainingSettingsOfLine state={state} change={change} />
          </div>
        </div>
        <TakeAwayCard
          load={async () => (await import("./take-away-panel.js")).LinePanel}
          of={{ session, clock, values }}
        />
      </Later>
    </div>
  );
};
