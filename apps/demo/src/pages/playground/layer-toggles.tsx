import type { JSX } from "preact";
import { Toggle } from "../../controls/toggle.js";
import type { PlaygroundState } from "./state.js";

const views = [
  ["data", "Data"],
  ["motion", "Particles in motion"],
  ["samples", "Samples"],
  ["ways", "Trajectories"],
  ["arrows", "Velocity"],
  ["density", "Log-density"],
] as const satisfies readonly (readonly [keyof PlaygroundState, string])[];

/** Views that can be laid over each other. */
export const LayerToggles = ({
  state,
  change,
}: {
  readonly state: PlaygroundState;
  readonly change: (some: Partial<PlaygroundState>) => void;
}): JSX.Element => (
  <fieldset class="layers">
    <legend>Show</legend>
    {views.map(([name, label]) => (
      <Toggle key={name} label={label} value={state[name]} onChange={(value) => change({ [name]: value })} />
    ))}
  </fieldset>
);
