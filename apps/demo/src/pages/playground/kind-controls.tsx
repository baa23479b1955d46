import type { JSX } from "preact";
import { Select } from "../../controls/select.js";
import { Slider } from "../../controls/slider.js";
import { type Guidance, mostGuidance } from "../../session/kinds.js";

/** What more guidance does. */
export const sharpens = "w > 1 sharpens: farther from the data, by intent.";

const hintOf = (scale: number): string => {
  if (scale > 1) return sharpens;
  return scale < 1
    ? "w < 1 mixes with all kinds: farther from this one, by intent."
    : "w = 1 is the model of this kind.";
};

/** Of which kind a number is, and at which guidance; empty where it is of all. */
export const kindWords = (guidance: Guidance | undefined): { readonly of: string; readonly at: string } => ({
  of: guidance ? ` of kind ${guidance.kind}` : "",
  at: guidance && guidance.scale !== 1 ? ` at w = ${guidance.scale}` : "",
});

/** How strongly a kind is asked for. */
export const GuidanceSlider = (props: {
  readonly value: number;
  readonly onChange: (scale: number) => void;
  readonly hint?: string;
}): JSX.Element => <Slider label="Guidance w" min={0} max={mostGuidance} step={0.5} {...props} />;

/** Which kind of data is looked at: 0 is all of them. */
export const KindSelect = ({
  classes,
  value,
  onChange,
  ...props
}: {
  readonly classes: number;
  readonly value: number;
  readonly onChange: (kind: number) => void;
  readonly hint?: string | undefined;
}): JSX.Element => (
  <Select
    label="Kind"
    value={String(value <= classes ? value : 0)}
    options={Array.from(
      { length: classes + 1 },
      (_, kind) => [String(kind), kind === 0 ? "All kinds" : `Kind ${kind}`] as const,
    )}
    onChange={(kind) => onChange(Number(kind))}
    {...props}
  />
);

/** Of what the flow is looked at: all data, or one kind, as strongly as wished. */
export const KindControls = ({
  classes,
  hint,
  guidance,
  change,
}: {
  readonly classes: number;
  /** What the numbers of kinds stand for. */
  readonly hint?: string | undefined;
  /** Nothing where all are looked at. */
  readonly guidance: Guidance | undefined;
  readonly change: (some: { readonly kind?: number; readonly guidance?: number }) => void;
}): JSX.Element => (
  <form class="card kinds" aria-label="Kind of data" onSubmit={(event) => event.preventDefault()}>
    <KindSelect
      classes={classes}
      value={guidance?.kind ?? 0}
      onChange={(kind) => change({ kind })}
      hint={hint}
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
