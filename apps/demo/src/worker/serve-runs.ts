import type { Control, KeptReport, Start } from "../session/protocol.js";
import { onCommand, reporter } from "../transport/report.js";
import { visitorText } from "../transport/visitor-text.js";
import { openBackend, type RunningBackend } from "./backends.js";

/** A training run, from its start to the next one. */
export interface Run<Command> {
  act(command: Command): void;
  /** Ends it; resolves when nothing of it computes any more. */
  end(): Promise<void>;
}

/** What a run begins with, beside its settings. */
export interface RunPlace<Report> {
  readonly running: RunningBackend;
  /** Tells the page. */
  readonly tell: (report: Report | KeptReport) => void;
  /** Tells it that the run is ready; what the run shows is told after this. */
  readonly ready: () => void;
}

/**
 * Begins runs as the page asks for them, one at a time. A worker has one backend in its life: another one means another
 * worker.
 */
export const serveRuns = <
  Settings extends object,
  Command extends { readonly kind: string },
  Report extends object,
>(
  begin: (start: Start<Settings>, place: RunPlace<Report>) => Promise<Run<Control | Command>>,
): void => {
  type Asked = Start<Settings> | Control | Command;
  const tell = reporter<Report | KeptReport>();
  let opened: ReturnType<typeof openBackend> | undefined;
  let run: Run<Control | Command> | undefined;
  /** Runs that were asked for and overtaken by another one are not begun. */
  let newest: Asked | undefined;
  /** Commands wait for those before them. */
  let queue = Promise.resolve();

  const isStart = (command: Asked): command is Start<Settings> => command.kind === "start";
  const act = async (command: Asked): Promise<void> => {
    if (!isStart(command)) {
      run?.act(command);
      return;
    }
    if (command !== newest) return;
    await run?.end();
    run = undefined;
    opened ??= openBackend(command.backend);
    const { running, refused } = await opened;
    const { name, computes } = running;
    const ready = (): void => tell({ kind: "ready", run: command.run, backend: name, computes, refused });
    run = await begin(command, { running, tell, ready });
  };

  onCommand<Asked>((command) => {
    if (isStart(command)) newest = command;
    queue = queue
      .then(() => act(command))
      .catch((error: unknown) => {
        if (!isStart(command) || command === newest) tell({ kind: "failed", message: visitorText(error) });
      });
  });
};
