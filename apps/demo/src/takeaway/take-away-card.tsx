import type { ComponentType, JSX } from "preact";
import { useState } from "preact/hooks";

/** A card that opens; what is in it is loaded then. */
export const TakeAwayCard = <Props extends object>({
  load,
  of,
}: {
  readonly load: () => Promise<ComponentType<Props>>;
  readonly of: Props;
}): JSX.Element => {
  const [Panel, setPanel] = useState<ComponentType<Props>>();
  const open = async (): Promise<void> => {
    const panel = await load();
    setPanel(() => panel);
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
      {Panel ? <Panel {...of} /> : <p class="hint">Loading …</p>}
    </details>
  );
};
