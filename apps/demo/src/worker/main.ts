import type { Command, Report } from "../session/protocol.js";
import { onCommand, reporter } from "../transport/report.js";
import { openBackend } from "./backends.js";
import { beginRun, type Run } from "./run.js";

const tell = reporter<Report>();

/** A worker has one backend in its life: another one means another worker. */
let opened: ReturnType<typeof openBackend> | undefined;
let run: Run | undefined;
/** Runs that were asked for and overtaken by another one are not begun. */
let newest: Command | undefined;
/** Commands wait for those before them. */
let queue = Promise.resolve();

const act = async (command: Command): Promise<void> => {
  if (command.kind === "start") {
    if (command !== newest) return;
    await run?.end();
    run = undefined;
    opened ??= openBackend(command.backend);
    const { running, refused } = await opened;
    run = await beginRun(command, running, refused, tell);
  } else if (command.kind === "views") run?.setViews(command.views);
  else run?.[command.kind]();
};

onCommand<Command>((command) => {
  if (command.kind === "start") newest = command;
  queue = queue
    .then(() => act(command))
    .catch((error: unknown) =>
      tell({ kind: "failed", message: error instanceof Error ? error.message : String(error) }),
    );
});
