import type { ComponentType, JSX } from "preact";
import { useState } from "preact/hooks";
import type { TakeAwayPanelProps } from "./take-away-panel.js";

/** A card that opens; what is in it is loaded then. */
export const TakeAwayCard = (props: TakeAwayPanelProps): JSX.Element => {
  const [Panel, setPanel] = useState<ComponentType<TakeAwayPanelProps>>();
  const open = async (): Promise<void> => {
    const { TakeAwayPanel } = await import("./take-away-panel.js");
    setPanel(() => TakeAwayPanel);
  };
  return (
    <details
      class="card takeaway"
      onToggle={({ currentTarget }) => {
        if (currentTarget.open && !Panel) void open();
      }}
    >
      <summary>
        <h2>Take it with you</h2>
      </summary>
      {Panel ? <Panel {...props} /> : <p class="hint">Loading …</p>}
    </details>
  );
};
