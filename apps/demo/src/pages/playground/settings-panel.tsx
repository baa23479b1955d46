import type { ComponentChildren, JSX } from "preact";
import { useState } from "preact/hooks";
import { FileDrop } from "../../controls/file-drop.js";
import { Select } from "../../controls/select.js";
import { ListSlider, Slider } from "../../controls/slider.js";
import { Toggle } from "../../controls/toggle.js";
import { activationNames } from "../../session/settings.js";
import { Backend, Particles, Seed, SolverSteps } from "../fields.js";
import {
  couplingNames,
  optimizerNames,
  pathNames,
  solverNamesFor,
  sourceNames,
  targetNames,
} from "./names.js";
import { kindsIn, type PlaygroundState } from "./state.js";

const widths = [8, 16, 32, 64, 96, 128, 192, 256];
const batches = [32, 64, 128, 256, 512, 1024, 2048, 4096];
const rates = [1e-4, 3e-4, 1e-3, 2e-3, 3e-3, 5e-3, 1e-2, 2e-2, 3e-2, 0.1];
const activations = activationNames.map((name) => [name, name] as const);

/** Asked once: the browser keeps what it made of each query. */
const wide = matchMedia("(min-width: 761px)");

/** On a phone the groups begin closed, so that what follows is near. */
const Group = ({
  title,
  open = wide.matches,
  children,
}: {
  readonly title: string;
  readonly open?: boolean;
  readonly children: ComponentChildren;
}): JSX.Element => {
  const [first] = useState(open);
  return (
    <details class="group" open={first}>
      <summary>{title}</summary>
      <div class="group-fields">{children}</div>
    </details>
  );
};

/** Every setting of the playground. Changes of what is learned, or how, begin a new run. */
export const SettingsPanel = ({
  state,
  change,
  fileText,
  onFile,
}: {
  readonly state: PlaygroundState;
  readonly change: (some: Partial<PlaygroundState>) => void;
  /** What is known of the uploaded file, or what is wrong with it. */
  readonly fileText: string;
  readonly onFile: (file: File) => void;
}): JSX.Element => (
  <form class="settings" aria-label="Settings" onSubmit={(event) => event.preventDefault()}>
    <Group title="Data" open>
      <Select
        label="Target"
        value={state.target}
        options={targetNames}
        onChange={(target) => change({ target })}
      />
      {state.target === "mixture" && (
        <Slider
          label="Width of a mode"
          value={state.spread}
          min={0.05}
          max={1}
          step={0.05}
          show={(value) => value.toFixed(2)}
          onChange={(spread) => change({ spread })}
        />
      )}
      {state.target === "drawing" && (
        <p class="hint">
          Draw on the picture with mouse or finger. Without either, choose the mixture: its modes move with
          the arrow keys.
        </p>
      )}
      {state.target === "drawing" && (
        <button type="button" disabled={state.drawing.length === 0} onClick={() => change({ drawing: [] })}>
          Clear the drawing
        </button>
      )}
      {state.target === "file" && (
        <FileDrop label="Rows of two numbers" accept=".csv,.npy,text/csv" text={fileText} onFile={onFile} />
      )}
      {kindsIn(state) > 0 && (
        <Toggle
          label="Learn kinds: each mode is one"
          value={state.labels}
          onChange={(labels) => change({ labels })}
        />
      )}
      <Select
        label="Source"
        value={state.source}
        options={sourceNames}
        onChange={(source) => change({ source })}
      />
    </Group>
    <Group title="Flow">
      <Select label="Path" value={state.path} options={pathNames} onChange={(path) => change({ path })} />
      <Select
        label="Coupling"
        value={state.coupling}
        options={couplingNames}
        onChange={(coupling) => change({ coupling })}
      />
    </Group>
    <Group title="Network">
      <ListSlider
        label="Width"
        values={widths}
        value={state.hidden}
        onChange={(hidden) => change({ hidden })}
      />
      <Slider
        label="Hidden layers"
        value={state.layers}
        min={1}
        max={6}
        step={1}
        onChange={(layers) => change({ layers })}
      />
      <Select
        label="Activation"
        value={state.activation}
        options={activations}
        onChange={(activation) => change({ activation })}
      />
    </Group>
    <Group title="Training">
      <Select
        label="Optimizer"
        value={state.optimizer}
        options={optimizerNames}
        onChange={(optimizer) => change({ optimizer })}
      />
      <ListSlider label="Step size" values={rates} value={state.rate} onChange={(rate) => change({ rate })} />
      <ListSlider
        label="Batch"
        values={batches}
        value={state.batch}
        onChange={(batch) => change({ batch })}
      />
      <Seed value={state.seed} onChange={(seed) => change({ seed })} />
    </Group>
    <Group title="Sampling">
      <Select
        label="Solver"
        value={state.solver}
        options={solverNamesFor(state)}
        onChange={(solver) => change({ solver })}
      />
      {state.solver !== "dopri5" && (
        <SolverSteps value={state.steps} onChange={(steps) => change({ steps })} />
      )}
      <Particles value={state.particles} onChange={(particles) => change({ particles })} />
    </Group>
    <Group title="Where to compute">
      <Backend value={state.backend} onChange={(backend) => change({ backend })} />
    </Group>
  </form>
);
