import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import { Labelled } from "./field.js";

/** A file, chosen or dropped. */
export const FileDrop = ({
  label,
  accept,
  text,
  onFile,
  onSeveral,
  remove,
}: {
  readonly label: string;
  readonly accept: string;
  /** What is known of the file, or what is wrong with it; shown as text. */
  readonly text: string;
  readonly onFile: (file: File) => void;
  /** Of several that are dropped at once; left out, the first one is taken. */
  readonly onSeveral?: ((files: readonly File[]) => void) | undefined;
  /** Where the file can be taken away again: the text of the button, and what it does. */
  readonly remove?: { readonly text: string; readonly act: () => void } | undefined;
}): JSX.Element => {
  const [isOver, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const take = (files: FileList | null | undefined): void => {
    const file = files?.[0];
    if (file) onFile(file);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the input is the first
    <div
      class={`file-drop${isOver ? " over" : ""}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        const dropped = event.dataTransfer?.files;
        if (onSeveral && dropped && dropped.length > 1) onSeveral([...dropped]);
        else take(dropped);
      }}
    >
      <Labelled label={label} hint="Choose a file, or drop it here.">
        {(id, hintId) => (
          <input
            ref={input}
            id={id}
            type="file"
            accept={accept}
            aria-describedby={hintId}
            onChange={({ currentTarget }) => take(currentTarget.files)}
          />
        )}
      </Labelled>
      <p class="hint" role="status">
        {text}
      </p>
      {remove && (
        <button
          type="button"
          class="quiet"
          onClick={() => {
            if (input.current) {
              // The same file may be chosen again.
              input.current.value = "";
              input.current.focus();
            }
            remove.act();
          }}
        >
          {remove.text}
        </button>
      )}
    </div>
  );
};
