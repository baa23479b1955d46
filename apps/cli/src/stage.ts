import type { Terminal } from "./terminal.js";

/** Runs one part of the work, and shows its name and how far it is. */
export type Stage = <T>(
  name: string,
  work: (onProgress: (share: number) => void) => Promise<T>,
) => Promise<T>;

/** Stages shown in place on a terminal, and as a line with the time taken elsewhere. */
export const stagesOn = (terminal: Terminal): Stage => {
  return async (name, work) => {
    const started = terminal.now();
    terminal.show(`${name} …`);
    const result = await work((share) => terminal.show(`${name} ${Math.round(share * 100)} %`));
    const seconds = (terminal.now() - started) / 1000;
    if (!terminal.interactive) terminal.print(`${name}: ${seconds.toFixed(1)} s`);
    return result;
  };
};
