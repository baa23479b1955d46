import type { OdeTurn } from "./protocol.js";

/** CPU time of this process in ms: what other programs on the machine do leaves it nearly alone, unlike the clock. */
const now = (): number => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

/** Time of one call in ms, over calls that fill a time. */
export const timeOf = (run: () => void, milliseconds: number): number => {
  const start = now();
  let calls = 0;
  while (now() - start < milliseconds) {
    run();
    calls++;
  }
  return (now() - start) / calls;
};

/**
 * Runs until the engine has compiled what there is to compile, says `ready`, and answers every message with the time of a call.
 */
export const takeTurns = (run: () => void, ready: unknown): void => {
  /** So many that caches, which the others have filled meanwhile, do not matter. */
  const calls = Math.max(1, Math.round(100 / timeOf(run, 3000)));
  process.on("message", () => {
    const start = now();
    for (let call = 0; call < calls; call++) run();
    process.send!({ milliseconds: (now() - start) / calls } satisfies OdeTurn);
  });
  process.send!(ready);
};
