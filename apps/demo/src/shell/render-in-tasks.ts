import { options } from "preact";

/** What reaches a control that may be out of date. */
const inputs = ["pointerdown", "keydown", "click", "input", "change", "drop"] as const;

/**
 * Renders what has changed in a task of its own, not in that of the input or message which changed it; and before the next input, whose
 * handlers know what is rendered.
 */
export const renderInTasks = (): void => {
  const { port1: receiver, port2: sender } = new MessageChannel();
  let due: (() => void) | undefined;
  const renderDue = (): void => {
    const render = due;
    due = undefined;
    render?.();
  };
  receiver.onmessage = renderDue;
  options.debounceRendering = (render) => {
    due = render;
    sender.postMessage(undefined);
  };
  for (const input of inputs) addEventListener(input, renderDue, { capture: true });
};
