/** Runs a task after all others that wait: at once in Node, after a timer's least delay in a page. */
export const pause: (task: () => void) => void = (() => {
  const { setImmediate, setTimeout } = globalThis as unknown as {
    readonly setImmediate?: (task: () => void) => unknown;
    readonly setTimeout: (task: () => void, delay: number) => unknown;
  };
  return setImmediate ?? ((task) => void setTimeout(task, 0));
})();

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
