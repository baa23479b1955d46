const events = ["uncaughtException", "unhandledRejection"] as const;

/** What Emscripten's two listeners are made of. */
const rethrowing = /ExitStatus|throw reason/;

/**
 * Runs something and takes away the listeners by which Emscripten catches uncaught errors, only to throw them again.
 *
 * TF.js's wasm module adds them in Node. With them, an error anywhere in the program is shown below a hundred
 * kilobytes of that module's source.
 */
export async function withoutRethrowing<T>(run: () => Promise<T>): Promise<T> {
  const node = globalThis.process as NodeJS.Process | undefined;
  if (typeof node?.rawListeners !== "function") return run();
  const before = new Set(events.flatMap((event) => node.rawListeners(event)));
  try {
    return await run();
  } finally {
    for (const event of events)
      for (const listener of node.rawListeners(event))
        if (!before.has(listener) && rethrowing.test(String(listener)))
          node.removeListener(event, listener as () => void);
  }
}
