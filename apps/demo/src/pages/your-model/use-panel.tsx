import type { JSX } from "preact";
import { Select } from "../../controls/select.js";
import { activationNames } from "../../session/settings.js";
import { type ModelSummary, odeSolverNames } from "../../your-model/protocol.js";
import { Backend, Particles, Seed, SolverSteps } from "../fields.js";
import { pathNames, solverNamesFor, sourceNames } from "../playground/names.js";
import { isWhole } from "./files-panel.js";
import type { YourModelState } from "./state.js";

const activations = activationNames.map((name) => [name, name] as const);

const solvers = solverNamesFor({ source: "normal", coupling: "independent" }).flatMap(([word, name]) =>
  odeSolverNames.filter((solver) => solver === word).map((solver) => [solver, name] as const),
);

/** What the files of a model leave open, and how it is sampled. */
export const UsePanel = ({
  state,
  change,
  said,
}: {
  readonly state: YourModelState;
  readonly change: (some: Partial<YourModelState>) => void;
  /** What the files say, which is then no choice. */
  readonly said: ModelSummary["said"];
}): JSX.Element => (
  <form class="settings" aria-label="Settings" onSubmit={(event) => event.preventDefault()}>
    {!isWhole(said) && (
      <details class="group" open>
        <summary>What the files leave open</summary>
        <div class="group-fields">
          {said.activation === undefined && (
            <Select
              label="Activation"
              value={state.activation}
              options={activations}
              onChange={(activation) => change({ activation })}
            />
          )}
          {said.path === undefined && (
            <Select
              label="Path"
              value={state.path}
              options={pathNames}
              onChange={(path) => change({ path })}
            />
          )}
          {said.source === undefined && (
            <Select
              label="Source"
              value={state.source}
              options={sourceNames}
              onChange={(source) => change({ source })}
            />
          )}
        </div>
      </details>
    )}
    <details class="group" open>
      <summary>Sampling</summary>
      <div class="group-fields">
        <Select
          label="Solver"
          value={state.solver}
          options={solvers}
          onChange={(solver) => change({ solver })}
        />
        {state.solver !== "dopri5" && (
          <SolverSteps value={state.steps} onChange={(steps) => change({ steps })} />
        )}
        <Particles value={state.particles} onChange={(particles) => change({ particles })} />
        <Seed value={state.seed} onChange={(seed) => change({ seed })} />
        <Backend value={state.backend} onChange={(backend) => change({ backend })} />
      </div>
    </details>
  </form>
);
