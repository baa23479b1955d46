import { transferablesOf } from "./transferables.js";

/** The worker's end of a link: tells the page, and moves the memory of typed arrays to it. */
export const reporter =
  <Report extends object>() =>
  (message: Report): void =>
    postMessage(message, { transfer: transferablesOf(message) });

/** Commands of the page, one after another. */
export const onCommand = <Command>(act: (command: Command) => void): void => {
  addEventListener("message", ({ data }: MessageEvent<Command>) => act(data));
};
