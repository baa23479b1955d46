import { isStdout } from "./data/file-bytes.js";

/** The signals that end a run in good order. */
export type StopSignal = "SIGINT" | "SIGTERM";

/** Where a command writes, and what can stop it. Tests bring their own. */
export interface Terminal {
  /** Writes one line of results. */
  readonly print: (line: string) => void;
  /** Writes one line about what went wrong. */
  readonly printError: (line: string) => void;
  /** Shows a line in place of the last one shown; nothing takes it away. Only where `interactive`. */
  readonly show: (line: string) => void;
  /** Whether lines can be shown in place. */
  readonly interactive: boolean;
  /** Letters of a line. */
  readonly columns: () => number;
  /** Milliseconds from some start, for rates and times left. */
  readonly now: () => number;
  /**
   * Calls a listener at the first signal; a second one ends the process at once.
   *
   * @returns a function that gives the signals their usual effect back
   */
  readonly onStop: (listener: (signal: StopSignal) => void) => () => void;
}

/** A signal that work is stopped by, from when somebody listens for it. */
export interface Stop {
  /** Aborted at the first signal. */
  readonly signal: AbortSignal;
  /** What was received, if anything. */
  readonly received: () => StopSignal | undefined;
  /** Gives the signals their usual effect back. */
  readonly release: () => void;
}

/** Listens for the first signal. */
export const stopOn = (terminal: Terminal): Stop => {
  const controller = new AbortController();
  let received: StopSignal | undefined;
  const release = terminal.onStop((signal) => {
    received = signal;
    controller.abort();
    terminal.show(`${signal}: saving after this step, once more ends at once`);
  });
  return { signal: controller.signal, received: () => received, release };
};

/** What a shell reports of a program that a signal ended. */
export const signalExitCode: Readonly<Record<StopSignal, number>> = { SIGINT: 130, SIGTERM: 143 };

/** A terminal for a command that writes a file: its lines all go to stderr where the file goes to stdout. */
export const besideOutput = (terminal: Terminal, out: string | undefined): Terminal =>
  out !== undefined && isStdout(out)
    ? { ...terminal, print: terminal.printError, show: () => {}, interactive: false }
    : terminal;

const clearLine = "\r\u001b[2K";

/** The terminal of this process. */
export const processTerminal = (): Terminal => {
  let shown = false;
  const interactive = process.stdout.isTTY === true && process.env.TERM !== "dumb";
  const clear = (): void => {
    if (shown) process.stdout.write(clearLine);
    shown = false;
  };
  return {
    print: (line) => {
      clear();
      process.stdout.write(`${line}\n`);
    },
    printError: (line) => {
      clear();
      process.stderr.write(`${line}\n`);
    },
    show: (line) => {
      if (!interactive) return;
      process.stdout.write(`${clearLine}${line}`);
      shown = true;
    },
    interactive,
    columns: () => process.stdout.columns ?? 80,
    now: () => performance.now(),
    onStop: (listener) => {
      let stopped = false;
      const on = (signal: StopSignal): void => {
        if (stopped) process.exit(signalExitCode[signal]);
        stopped = true;
        listener(signal);
      };
      process.on("SIGINT", on).on("SIGTERM", on);
      return () => void process.off("SIGINT", on).off("SIGTERM", on);
    },
  };
};
