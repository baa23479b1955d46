import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { motionClock } from "../../canvas/clock.js";
import { Later } from "../../shell/later.js";
import { prefersStillness } from "../../shell/theme.js";
import { TakeAwayCard } from "../../takeaway/take-away-card.js";
import { usePageState } from "../../url-state/page-state.js";
import { LayerToggles } from "../playground/layer-toggles.js";
import { plannedPairs } from "../playground/pace.js";
import { TimeBar } from "../playground/time-bar.js";
import { TransportBar } from "../playground/transport-bar.js";
import { joined } from "./joined.js";
import { ReadingsTable } from "./readings-table.js";
import { SharedSettings, TrainingOfBoth } from "./shared-settings.js";
import { Side } from "./side.js";
import { changeOfSide, compareFields, sideNames, sideOf, trainingOfSide, viewsOfSide } from "./state.js";
import { useSide } from "./use-side.js";

/** Page 2: two settings learn from the same seed, and move at the same time. */
export const Compare = (): JSX.Element => {
  const { values, change } = usePageState("compare", compareFields);
  const clock = useMemo(motionClock, []);
  const sessions = { a: useSide(values, change, "a"), b: useSide(values, change, "b") };
  const both = useMemo(() => joined(sessions.a, sessions.b), [sessions.a, sessions.b]);
  useEffect(() => {
    if (!prefersStillness.peek()) clock.run("toData");
    return () => clock.stop();
  }, [clock]);
  const state = values.value;
  return (
    <div class="compare">
      <h1 class="visually-hidden">Side by side: two settings from one seed</h1>
      <SharedSettings state={state} change={change} />
      <TransportBar
        session={both}
        onReset={() => {
          for (const side of sideNames)
            sessions[side].reset(trainingOfSide(values.peek(), side), viewsOfSide(values.peek(), side));
        }}
      />
      <div class="sides">
        {sideNames.map((side) => (
          <Side
            key={side}
            name={side}
            side={sideOf(state, side)}
            change={(some) => change(changeOfSide(side, some))}
            session={sessions[side]}
            clock={clock}
            layers={values}
            pairs={plannedPairs(trainingOfSide(state, side))}
            isGuided={viewsOfSide(state, side).guidance !== undefined}
          />
        ))}
      </div>
      <Later>
        <TimeBar clock={clock} session={sessions.a} />
        <LayerToggles state={state} change={change} />
        <div class="compare-bottom">
          <ReadingsTable sessions={sessions} kind={viewsOfSide(state, "a").guidance?.kind} />
          <TrainingOfBoth state={state} change={change} />
        </div>
        <TakeAwayCard
          load={async () => (await import("./take-away-panel.js")).ComparePanel}
          of={{ sessions, clock, values }}
        />
      </Later>
    </div>
  );
};
