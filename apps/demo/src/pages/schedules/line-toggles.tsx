import type { JSX } from "preact";
import { Swatch } from "../../charts/series-style.js";

/** Which lines a chart shows: its legend, and a switch for each. */
export const LineToggles = <T extends string>({
  legend,
  names,
  chosen,
  marked = false,
  onChange,
}: {
  readonly legend: string;
  readonly names: readonly (readonly [word: T, name: string])[];
  readonly chosen: readonly T[];
  readonly marked?: boolean;
  readonly onChange: (chosen: readonly T[]) => void;
}): JSX.Element => (
  <fieldset class="line-toggles">
    <legend>{legend}</legend>
    {names.map(([word, name], index) => (
      <label class="toggle" key={word}>
        <input
          type="checkbox"
          checked={chosen.includes(word)}
          onChange={({ currentTarget }) =>
            onChange(currentTarget.checked ? [...chosen, word] : chosen.filter((other) => other !== word))
          }
        />
        <Swatch index={index} marked={marked} />
        <span>{name}</span>
      </label>
    ))}
  </fieldset>
);
