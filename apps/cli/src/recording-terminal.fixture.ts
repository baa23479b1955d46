import type { StopSignal, Terminal } from "./terminal.js";

/** A terminal that remembers, and that can send a signal after some line. */
export interface RecordingTerminal extends Terminal {
  readonly lines: string[];
  readonly errors: string[];
}

/** @param stopAt sends SIGINT once a line matches */
export const recordingTerminal = ({ stopAt }: { readonly stopAt?: RegExp } = {}): RecordingTerminal => {
  const lines: string[] = [];
  const errors: string[] = [];
  let listener: ((signal: StopSignal) => void) | undefined;
  return {
    lines,
    errors,
    print: (line) => {
      lines.push(line);
      if (stopAt?.test(line)) listener?.("SIGINT");
    },
    printError: (line) => void errors.push(line),
    show: () => {},
    interactive: false,
    columns: () => 80,
    now: () => 0,
    onStop: (given) => {
      listener = given;
      return () => {
        listener = undefined;
      };
    },
  };
};
