import type { JSX } from "preact";
import { Labelled } from "./field.js";
import { useHeldValue } from "./held-value.js";
import { withPlaceFor } from "./places.js";

/** A number on a line between two ends. */
export const Slider = ({
  label,
  value,
  min,
  max,
  step,
  show = String,
  onInput,
  onChange,
  hint,
}: {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  /** The number for people. */
  readonly show?: (value: number) => string;
  /** While it moves. */
  readonly onInput?: (value: number) => void;
  /** When it rests. */
  readonly onChange?: (value: number) => void;
  readonly hint?: string;
}): JSX.Element => {
  const field = useHeldValue(value, max);
  return (
    <Labelled label={label} value={show(value)} hint={hint}>
      {(id, hintId) => (
        <input
          ref={field}
          id={id}
          type="range"
          aria-describedby={hintId}
          aria-valuetext={show(value)}
          min={min}
          max={max}
          step={step}
          onInput={({ currentTarget }) => onInput?.(currentTarget.valueAsNumber)}
          onChange={({ currentTarget }) => onChange?.(currentTarget.valueAsNumber)}
        />
      )}
    </Labelled>
  );
};

/** One of a list of numbers, on a line: for numbers that double. A value that is not in the list has a place of its own there. */
export const ListSlider = ({
  values,
  value,
  show = String,
  onChange,
  ...rest
}: {
  readonly label: string;
  readonly values: readonly number[];
  readonly value: number;
  readonly onChange: (value: number) => void;
  readonly show?: (value: number) => string;
  readonly hint?: string;
}): JSX.Element => {
  const places = withPlaceFor(value, values);
  return (
    <Slider
      {...rest}
      value={places.indexOf(value)}
      min={0}
      max={places.length - 1}
      step={1}
      show={(place) => show(places[place] ?? value)}
      onChange={(place) => onChange(places[place] ?? value)}
    />
  );
};
