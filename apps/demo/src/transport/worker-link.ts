/** The page's end of a worker. */
export interface WorkerLink<Command extends object> {
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

/**
 * Speaks with a worker with it in messages of two types.
 *
 * @param worker just started
 */
export const linkWorker = <Command extends object, Report>(
  worker: Worker,
  { onReport, onBreak }: WorkerListeners<Report>,
): WorkerLink<Command> => {
  let open = true;
  worker.onmessage = ({ data }: MessageEvent<Report>) => {
    if (open) onReport(data);
  };
  worker.onerror = (event) => {
    event.preventDefault();
    if (open) onBreak(event.message ?? "the worker did not start");
  };
  worker.onmessageerror = () => {
    if (open) onBreak("a message of the worker could not be read");
  };
  return {
    send: (command) => worker.postMessage(command),
    close: () => {
      open = false;
      worker.terminate();
    },
  };
};
