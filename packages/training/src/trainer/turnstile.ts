/**
 * Lets one task at a time through, in order: a step under way consumes the state that another call wants to read.
 *
 * @returns a function that runs a task when all tasks before it have ended
 */
export function turnstile(): <R>(task: () => Promise<R>) => Promise<R> {
  let last: Promise<void> = Promise.resolve();
  return async (task) => {
    const before = last;
    let leave = (): void => {};
    last = new Promise((resolve) => {
      leave = resolve;
    });
    await before;
    try {
      return await task();
    } finally {
      leave();
    }
  };
}
