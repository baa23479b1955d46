import type { JSX } from "preact";
import { Select } from "../../controls/select.js";
import { ListSlider } from "../../controls/slider.js";
import { Toggle } from "../../controls/toggle.js";
import { toyNames } from "../../session/settings.js";
import { Backend, Particles, Seed } from "../fields.js";
import { KindSelect, sharpens } from "../playground/kind-controls.js";
import { targetNames } from "../playground/names.js";
import { changeToPair, pairOf, pairTitles } from "./pairs.js";
import { type CompareState, classesOf, kindsIn } from "./state.js";

const toys = toyNames.flatMap((toy) =>
  targetNames.flatMap(([word, name]) => (word === toy ? [[toy, name] as const] : [])),
);

interface Props {
  readonly state: CompareState;
  readonly change: (some: Partial<CompareState>) => void;
}

/** What to compare, and on which data. */
export const SharedSettings = ({ state, change }: Props): JSX.Element => (
  <form
    class="card shared-settings"
    aria-label="Settings of both"
    onSubmit={(event) => event.preventDefault()}
  >
    <Select
      label="Compare"
      value={pairOf(state)}
      options={pairTitles}
      onChange={(name) => {
        if (name !== "own") change(changeToPair(name));
      }}
    />
    <Select label="Target" value={state.target} options={toys} onChange={(target) => change({ target })} />
    {kindsIn(state) > 0 && (
      <Toggle
        label="Learn kinds: each mode is one"
        value={state.labels}
        onChange={(labels) => change({ labels })}
      />
    )}
    {classesOf(state) > 0 && (
      <KindSelect
        classes={classesOf(state)}
        value={state.kind}
        hint={sharpens}
        onChange={(kind) => change({ kind })}
      />
    )}
  </form>
);

/** How both sides are trained. */
export const TrainingOfBoth = ({ state, change }: Props): JSX.Element => (
  <form
    class="card shared-settings"
    aria-label="Training of both"
    onSubmit={(event) => event.preventDefault()}
  >
    <ListSlider
      label="Width of the network"
      values={[8, 16, 32, 64, 96, 128, 192, 256]}
      value={state.hidden}
      onChange={(hidden) => change({ hidden })}
    />
    <ListSlider
      label="Batch"
      values={[32, 64, 128, 256, 512, 1024]}
      value={state.batch}
      onChange={(batch) => change({ batch })}
    />
    <ListSlider
      label="Training ends after"
      values={[100, 500, 1000, 2000, 3000, 5000, 10_000]}
      value={state.until}
      show={(value) => `${value.toLocaleString("en")} steps`}
      onChange={(until) => change({ until })}
    />
    <Particles value={state.particles} onChange={(particles) => change({ particles })} />
    <Seed label="Seed of both" value={state.seed} onChange={(seed) => change({ seed })} />
    <Backend value={state.backend} onChange={(backend) => change({ backend })} />
  </form>
);
