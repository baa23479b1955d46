import type { JSX } from "preact";
import { FileDrop } from "../../controls/file-drop.js";
import { Select } from "../../controls/select.js";
import { activationNames } from "../../session/settings.js";
import { type ModelSummary, odeSolverNames } from "../../your-model/protocol.js";
import { Backend, Particles, Seed, SolverSteps } from "../fields.js";
import { pathNames, solverNamesFor, sourceNames } from "../playground/names.js";
import type { YourModelState } from "./state.js";

const activations = activationNames.map((name) => [name, name] as const);

const solvers = solverNamesFor({ source: "normal", coupling: "independent" }).flatMap(([word, name]) =>
  odeSolverNames.filter((solver) => solver === word).map((solver) => [solver, name] as const),
);

/** Whether nothing is left to choose. */
export const isWhole = ({ activation, path, source }: ModelSummary["said"]): boolean =>
  activation !== undefined && path !== undefined && source !== undefined;

/** A file by its name, or what is asked for. */
const named = (file: File | undefined, hint: string): string => file?.name ?? hint;

/** The files of a model. */
export const FilesPanel = ({
  files,
  saysAll,
  onFile,
}: {
  readonly files: { readonly weights?: File; readonly config?: File };
  /** Whether they leave nothing open. */
  readonly saysAll: boolean;
  readonly onFile: (kind: "weights" | "config", file: File) => void;
}): JSX.Element => (
  <form class="files" aria-label="Files" onSubmit={(event) => event.preventDefault()}>
    <details class="group" open>
      <summary>Files</summary>
      <div class="group-fields">
        <FileDrop
          label="Weights"
          accept=".safetensors"
          text={named(files.weights, "checkpoint-….safetensors of a run, or one of the playground.")}
          onFile={(file) => onFile("weights", file)}
        />
        <FileDrop
          label="Config, where the weights do not say all"
          accept=".yaml,.yml,.json"
          text={named(files.config, "config.yaml of a run of the command line.")}
          onFile={(file) => onFile("config", file)}
        />
        {saysAll && <p class="hint">The files say all that is to be known of the model.</p>}
      </div>
    </details>
  </form>
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
