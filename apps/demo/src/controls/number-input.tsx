import type { JSX } from "preact";
import { Labelled } from "./field.js";
import { useHeldValue } from "./held-value.js";

/** A whole number, typed. What is no number between the ends is put back. */
export const NumberInput = ({
  label,
  value,
  min,
  max,
  onChange,
  hint,
}: {
  readonly label: string;
  readonly value: number;
  readonly min: number;
  readonly max: number;
  readonly onChange: (value: number) => void;
  readonly hint?: string;
}): JSX.Element => {
  const field = useHeldValue(value);
  return (
    <Labelled label={label} hint={hint}>
      {(id, hintId) => (
        <input
          ref={field}
          id={id}
          type="number"
          aria-describedby={hintId}
          min={min}
          max={max}
          step={1}
          onChange={({ currentTarget }) => {
            const typed = currentTarget.valueAsNumber;
            if (Number.isInteger(typed) && typed >= min && typed <= max) onChange(typed);
            else currentTarget.value = String(value);
          }}
        />
      )}
    </Labelled>
  );
};
