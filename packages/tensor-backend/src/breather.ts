/** What the platform has, typed here since not all have all of it. */
interface Platform {
  readonly setImmediate?: (task: () => void) => unknown;
  readonly setTimeout: (task: () => void, delay: number) => unknown;
  readonly MessageChannel?: new () => {
    readonly port1: { onmessage: (() => void) | null };
    readonly port2: { postMessage(message: undefined): void };
  };
}

const platform = globalThis as unknown as Platform;

/** Tasks that wait for a message: in a page those come sooner than a timer's least delay. */
const waiting: (() => void)[] = [];
let bell: { postMessage(message: undefined): void } | undefined;

/** Runs a task after all others that wait. */
export const pause = (task: () => void): void => {
  const { setImmediate, setTimeout, MessageChannel } = platform;
  if (setImmediate) setImmediate(task);
  else if (MessageChannel) {
    if (!bell) {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = () => waiting.shift()?.();
      bell = port2;
    }
    waiting.push(task);
    bell.postMessage(undefined);
  } else setTimeout(task, 0);
};

/**
 * Hands control to the event loop from time to time, so that timers, signals and pages stay alive in a long loop
 * whose promises all resolve at once.
 *
 * @param interval milliseconds of work between two rests
 */
export function breather(interval = 50): () => Promise<void> | undefined {
  let rested = Date.now();
  return () => {
    if (Date.now() - rested < interval) return undefined;
    return new Promise((resolve) => {
      pause(() => {
        rested = Date.now();
        resolve();
      });
    });
  };
}
