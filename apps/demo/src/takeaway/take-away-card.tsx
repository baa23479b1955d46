import type { ComponentType, JSX } from "preact";
import { useState } from "preact/hooks";
import { visitorText } from "../transport/visitor-text.js";

/** A card that opens; what is in it is loaded then. */
export const TakeAwayCard = <Props extends object>({
  load,
  of,
}: {
  readonly load: () => Promise<ComponentType<Props>>;
  readonly of: Props;
}): JSX.Element => {
  const [Panel, setPanel] = useState<ComponentType<Props>>();
  const [trouble, setTrouble] = useState("");
  const open = async (): Promise<void> => {
    setTrouble("");
    try {
      const panel = await load();
      setPanel(() => panel);
    } catch (error) {
      setTrouble(`This could not be loaded: ${visitorText(error)} Reload the page to try again.`);
    }
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
      {Panel ? (
        <Panel {...of} />
      ) : (
        <p class={trouble ? "notice" : "hint"} role="status">
          {trouble || "Loading …"}
        </p>
      )}
    </details>
  );
};
