import type { JSX } from "preact";
import { Select } from "../../controls/select.js";
import { ListSlider, Slider } from "../../controls/slider.js";
import { Toggle } from "../../controls/toggle.js";
import { Backend, Seed } from "../fields.js";
import { lineTargetTitles } from "../schedules/names.js";
import type { LineState } from "./state.js";

interface Props {
  readonly state: LineState;
  readonly change: (some: Partial<LineState>) => void;
}

/** What is learned, and how: a change begins a new run, but for the backend. */
export const TrainingSettingsOfLine = ({ state, change }: Props): JSX.Element => (
  <form
    class="card line-settings"
    aria-labelledby="learns-title"
    onSubmit={(event) => event.preventDefault()}
  >
    <h2 id="learns-title">What is learned, and how</h2>
    <Select
      label="Data"
      value={state.target}
      options={lineTargetTitles}
      onChange={(target) => change({ target })}
    />
    <ListSlider
      label="Width"
      values={[4, 8, 16, 32, 64, 128, 256]}
      value={state.hidden}
      onChange={(hidden) => change({ hidden })}
    />
    <ListSlider
      label="Step size"
      values={[1e-4, 3e-4, 1e-3, 3e-3, 0.01, 0.03]}
      value={state.rate}
      onChange={(rate) => change({ rate })}
    />
    <ListSlider
      label="Batch"
      values={[32, 64, 128, 256, 512, 1024, 2048]}
      value={state.batch}
      onChange={(batch) => change({ batch })}
    />
    <Seed value={state.seed} onChange={(seed) => change({ seed })} />
    <Backend value={state.backend} onChange={(backend) => change({ backend })} />
  </form>
);

/** What the pictures show. */
export const ViewsOfLine = ({ state, change }: Props): JSX.Element => (
  <form class="line-views" aria-label="Views" onSubmit={(event) => event.preventDefault()}>
    <Select
      label="Pictures"
      value={state.shows}
      options={[
        ["velocity", "Velocity over time and place"],
        ["density", "Density of paths"],
      ]}
      onChange={(shows) => change({ shows })}
    />
    {state.shows === "velocity" && (
      <Select
        label="Beside the network"
        value={state.compare}
        options={[
          ["averaged", "Mean of 60,000 straight paths"],
          ["exact", "Exact field"],
        ]}
        onChange={(compare) => change({ compare })}
      />
    )}
    <div class="line-toggles-row">
      <Toggle label="Paths" value={state.ways} onChange={(ways) => change({ ways })} />
      <Toggle label="Moving point" value={state.euler} onChange={(euler) => change({ euler })} />
    </div>
  </form>
);

/** Where the point starts, and how many steps it takes. */
export const EulerControls = ({ state, change }: Props): JSX.Element => (
  <form class="euler-controls" aria-label="Euler steps" onSubmit={(event) => event.preventDefault()}>
    <Slider
      label="Start"
      value={state.start}
      min={-3}
      max={3}
      step={0.05}
      show={(value) => `x = ${value.toFixed(2)}`}
      onInput={(start) => change({ start })}
    />
    <Slider
      label="Euler steps"
      value={state.steps}
      min={1}
      max={50}
      step={1}
      onInput={(steps) => change({ steps })}
    />
  </form>
);
