import type { JSX } from "preact";
import { Select } from "../../controls/select.js";
import { Slider } from "../../controls/slider.js";
import { type Guidance, mostGuidance } from "../../session/settings.js";
import { type KindName, kindNames } from "./state.js";

const hintOf = (scale: number): string => {
  if (scale > 1) return "w > 1 sharpens: farther from the data, by intent.";
  return scale < 1
    ? "w < 1 mixes with all kinds: farther from this one, by intent."
    : "w = 1 is the model of this kind.";
};

/** How strongly a kind is asked for. */
export const GuidanceSlider = ({
  scale,
  onChange,
  hint = hintOf(scale),
}: {
  readonly scale: number;
  readonly onChange: (scale: number) => void;
  readonly hint?: string;
}): JSX.Element => (
  <Slider
    label="Guidance w"
    value={scale}
    min={0}
    max={mostGuidance}
    step={0.5}
    hint={hint}
    onChange={onChange}
  />
);

/** Which kind of data is looked at. */
export const KindSelect = ({
  classes,
  guidance,
  onChange,
}: {
  readonly classes: number;
  readonly guidance: Guidance | undefined;
  readonly onChange: (kind: KindName) => void;
}): JSX.Element => (
  <Select
    label="Kind"
    value={kindNames[guidance?.kind ?? 0] ?? "all"}
    options={kindNames
      .slice(0, classes + 1)
      .map((name) => [name, name === "all" ? "All kinds" : `Kind ${name}`] as const)}
    onChange={onChange}
  />
);

/** Of what the flow is looked at: all data, or one kind, as strongly as wished. */
export const KindControls = ({
  classes,
  guidance,
  change,
}: {
  readonly classes: number;
  /** Nothing where all are looked at. */
  readonly guidance: Guidance | undefined;
  readonly change: (some: { readonly kind?: KindName; readonly guidance?: number }) => void;
}): JSX.Element => (
  <form class="card kinds" aria-label="Kind of data" onSubmit={(event) => event.preventDefault()}>
    <KindSelect classes={classes} guidance={guidance} onChange={(kind) => change({ kind })} />
    {guidance && <GuidanceSlider scale={guidance.scale} onChange={(scale) => change({ guidance: scale })} />}
  </form>
);
