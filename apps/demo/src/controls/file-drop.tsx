import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Labelled } from "./field.js";

/** A file, chosen or dropped. */
export const FileDrop = ({
  label,
  accept,
  text,
  onFile,
}: {
  readonly label: string;
  readonly accept: string;
  /** What is known of the file, or what is wrong with it; shown as text. */
  readonly text: string;
  readonly onFile: (file: File) => void;
}): JSX.Element => {
  const [isOver, setOver] = useState(false);
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
        take(event.dataTransfer?.files);
      }}
    >
      <Labelled label={label} hint="Choose a file, or drop it here.">
        {(id, hintId) => (
          <input
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
    </div>
  );
};
