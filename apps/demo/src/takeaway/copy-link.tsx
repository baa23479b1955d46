import { useSignal } from "@preact/signals";
import type { JSX } from "preact";

/** Puts the address of the page, which holds all settings, into the clipboard. */
export const CopyLink = (): JSX.Element => {
  const told = useSignal("All settings are in the address of this page; a file is not.");
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(location.href);
      told.value = "The address is in the clipboard.";
    } catch {
      told.value = "This browser keeps the clipboard closed: copy the address from its bar.";
    }
  };
  return (
    <div class="take">
      <button type="button" aria-describedby="take-link" onClick={() => void copy()}>
        Link to this page
      </button>
      <p class="hint" id="take-link" role="status">
        {told.value}
      </p>
    </div>
  );
};
