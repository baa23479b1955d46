import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import type { MotionClock } from "../../canvas/clock.js";
import { Select } from "../../controls/select.js";
import type { Session } from "../../session/session.js";
import { SolverSteps } from "../fields.js";
import { GuidanceSlider } from "../playground/kind-controls.js";
import type { ShownLayers } from "../playground/layer-toggles.js";
import { couplingNames, pathNames, predictionNames, solverNamesFor } from "../playground/names.js";
import { Pace } from "../playground/pace.js";
import { Stage } from "../playground/stage.js";
import type { SideName, SideState } from "./state.js";

/** One side: its settings, and its picture. */
export const Side = ({
  name,
  side,
  change,
  session,
  clock,
  layers,
  pairs,
  isGuided,
}: {
  readonly name: SideName;
  readonly side: SideState;
  readonly change: (some: Partial<SideState>) => void;
  readonly session: Session;
  readonly clock: MotionClock;
  readonly layers: ReadonlySignal<ShownLayers>;
  /** How many are planned before each step. */
  readonly pairs: number;
  /** Whether it is one kind of data that is looked at. */
  readonly isGuided: boolean;
}): JSX.Element => {
  const letter = name.toUpperCase();
  const notice = session.notice.value;
  return (
    <section class="compare-side" aria-labelledby={`side-${name}`}>
      <form class="card" aria-label={`Settings of ${letter}`} onSubmit={(event) => event.preventDefault()}>
        <h2 id={`side-${name}`}>{letter}</h2>
        <div class="side-fields">
          <Select
            label="Learns"
            value={side.predicts}
            options={predictionNames}
            onChange={(predicts) => change({ predicts })}
          />
          <Select label="Path" value={side.path} options={pathNames} onChange={(path) => change({ path })} />
          <Select
            label="Coupling"
            value={side.coupling}
            options={couplingNames}
            onChange={(coupling) => change({ coupling })}
          />
          <Select
            label="Solver"
            value={side.solver}
            options={solverNamesFor({ source: "normal", coupling: side.coupling })}
            onChange={(solver) => change({ solver })}
          />
          {side.solver !== "dopri5" && (
            <SolverSteps value={side.steps} onChange={(steps) => change({ steps })} />
          )}
          {isGuided && <GuidanceSlider value={side.guidance} onChange={(guidance) => change({ guidance })} />}
        </div>
      </form>
      <Pace session={session} pairs={pairs} />
      <p class="notice" role="alert" hidden={notice === ""}>
        {notice}
      </p>
      <Stage session={session} clock={clock} values={layers} />
    </section>
  );
};
