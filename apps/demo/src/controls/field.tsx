import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";

/** A labelled control: the label above, a hint below. */
export const Labelled = ({
  label,
  hint,
  value,
  children,
}: {
  readonly label: string;
  readonly hint?: string | undefined;
  /** Shown at the end of the label's line. */
  readonly value?: string | undefined;
  readonly children: (id: string, hintId: string | undefined) => ComponentChildren;
}): JSX.Element => {
  const id = useId();
  const hintId = hint === undefined ? undefined : `${id}-hint`;
  return (
    <div class="field">
      <label for={id}>
        <span>{label}</span>
        {value !== undefined && (
          <span class="field-value" aria-hidden="true">
            {value}
          </span>
        )}
      </label>
      {children(id, hintId)}
      {hint !== undefined && (
        <p class="hint" id={hintId}>
          {hint}
        </p>
      )}
    </div>
  );
};
