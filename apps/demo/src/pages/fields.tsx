import type { JSX } from "preact";
import { NumberInput } from "../controls/number-input.js";
import { Select } from "../controls/select.js";
import { Slider } from "../controls/slider.js";
import type { BackendChoice } from "../session/settings.js";
import { backendNames } from "./playground/names.js";

/** A setting that several pages have, with its value and what is done with another. */
interface FieldProps<V> {
  readonly value: V;
  readonly onChange: (value: V) => void;
}

/** Steps of a solver that takes a fixed number. */
export const SolverSteps = (props: FieldProps<number>): JSX.Element => (
  <Slider label="Steps" min={1} max={100} step={1} {...props} />
);

/** How many points move. */
export const Particles = (props: FieldProps<number>): JSX.Element => (
  <Slider
    label="Particles"
    min={500}
    max={5000}
    step={500}
    show={(value) => value.toLocaleString("en")}
    {...props}
  />
);

/** What all random numbers follow from. */
export const Seed = ({
  label = "Seed",
  ...props
}: FieldProps<number> & { readonly label?: string }): JSX.Element => (
  <NumberInput label={label} min={0} max={999_999} {...props} />
);

/** What computes. */
export const Backend = (props: FieldProps<BackendChoice>): JSX.Element => (
  <Select label="Backend" options={backendNames} {...props} />
);
