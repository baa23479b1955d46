import type { JSX } from "preact";
import { Toggle } from "../../controls/toggle.js";

const views = [
  ["data", "Data"],
  ["motion", "Particles in motion"],
  ["samples", "Samples"],
  ["ways", "Trajectories"],
  ["arrows", "Velocity"],
  ["streams", "Streamlines"],
  ["density", "Log-density"],
] as const;

/** Which views are shown. */
export type ShownLayers = Readonly<Record<(typeof views)[number][0], boolean>>;

/** Views that can be laid over each other. */
export const LayerToggles = ({
  state,
  change,
}: {
  readonly state: ShownLayers;
  readonly change: (some: Partial<ShownLayers>) => void;
}): JSX.Element => (
  <fieldset class="layers">
    <legend>Show</legend>
    {views.map(([name, label]) => (
      <Toggle key={name} label={label} value={state[name]} onChange={(value) => change({ [name]: value })} />
    ))}
  </fieldset>
);
