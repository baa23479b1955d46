import type { JSX } from "preact";
import { Labelled } from "./field.js";

/** One of a few words, by a menu. */
export const Select = <T extends string>({
  label,
  value,
  options,
  onChange,
  hint,
}: {
  readonly label: string;
  readonly value: T;
  /** Words with the names that people read. */
  readonly options: readonly (readonly [word: T, name: string])[];
  readonly onChange: (value: T) => void;
  readonly hint?: string | undefined;
}): JSX.Element => (
  <Labelled label={label} hint={hint}>
    {(id, hintId) => (
      <select
        id={id}
        aria-describedby={hintId}
        value={value}
        onChange={({ currentTarget }) => {
          const chosen = options.find(([word]) => word === currentTarget.value);
          if (chosen) onChange(chosen[0]);
        }}
      >
        {options.map(([word, name]) => (
          <option key={word} value={word} selected={word === value}>
            {name}
          </option>
        ))}
      </select>
    )}
  </Labelled>
);
