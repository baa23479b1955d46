/** The page's end of a worker. */
export interface WorkerLink<Command extends object> {
  /** Commands that come before the worker is there wait for it. */
  send(command: Command): void;
  /** Ends the worker at once, whatever it does. Nothing is reported after this. */
  close(): void;
}

/** What the page hears from a worker. */
export interface WorkerListeners<Report> {
  readonly onReport: (report: Report) => void;
  /** The worker could not start, or threw outside of its own handling. */
  readonly onBreak: (reason: string) => void;
}

/** Milliseconds in which a page or a part of it is painted that has just been opened: a worker that starts meanwhile takes the processor from it. */
const untilPainted = 100;

/**
 * Starts a worker, a moment later, and speaks with it in messages of two types.
 *
 * @param start starts it
 */
export const linkWorker = <Command extends object, Report>(
  start: () => Worker,
  { onReport, onBreak }: WorkerListeners<Report>,
): WorkerLink<Command> => {
  let worker: Worker | undefined;
  let early: readonly Command[] = [];
  const begun = (): Worker | undefined => {
    try {
      return start();
    } catch (error) {
      onBreak(error instanceof Error ? error.message : String(error));
      return undefined;
    }
  };
  const open = (): void => {
    const opened = begun();
    if (!opened) return;
    worker = opened;
    opened.onmessage = ({ data }: MessageEvent<Report>) => {
      if (worker) onReport(data);
    };
    opened.onerror = (event) => {
      event.preventDefault();
      if (worker) onBreak(event.message ?? "the worker did not start");
    };
    opened.onmessageerror = () => {
      if (worker) onBreak("a message of the worker could not be read");
    };
    for (const command of early) opened.postMessage(command);
    early = [];
  };
  const opening = setTimeout(open, untilPainted);
  return {
    send: (command) => {
      if (worker) worker.postMessage(command);
      else early = [...early, command];
    },
    close: () => {
      clearTimeout(opening);
      worker?.terminate();
      worker = undefined;
    },
  };
};
