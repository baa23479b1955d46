import type { JSX } from "preact";
import { Select } from "../../controls/select.js";
import { Slider } from "../../controls/slider.js";
import { type Guidance, type KindName, kindNames, mostGuidance } from "../../session/kinds.js";

/** What more guidance does. */
export const sharpens = "w > 1 sharpens: farther from the data, by intent.";

const hintOf = (scale: number): string => {
  if (scale > 1) return sharpens;
  return scale < 1
    ? "w < 1 mixes with all kinds: farther from this one, by intent."
    : "w = 1 is the model of this kind.";
};

/** How strongly a kind is asked for. */
export const GuidanceSlider = (props: {
  readonly value: number;
  readonly onChange: (scale: number) => void;
  readonly hint?: string;
}): JSX.Element => <Slider label="Guidance w" min={0} max={mostGuidance} step={0.5} {...props} />;

/** Which kind of data is looked at. */
export const KindSelect = ({
  classes,
  ...props
}: {
  readonly classes: number;
  readonly value: KindName;
  readonly onChange: (kind: KindName) => void;
  readonly hint?: string;
}): JSX.Element => (
  <Select
    label="Kind"
    options={kindNames
      .slice(0, classes + 1)
      .map((name) => [name, name === "all" ? "All kinds" : `Kind ${name}`] as const)}
    {...props}
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
    <KindSelect
      classes={classes}
      value={kindNames[guidance?.kind ?? 0] ?? "all"}
      onChange={(kind) => change({ kind })}
    />
    {guidance && (
      <GuidanceSlider
        value={guidance.scale}
        hint={hintOf(guidance.scale)}
        onChange={(scale) => change({ guidance: scale })}
      />
    )}
  </form>
);
