import type { LineCommand, LineReport } from "../line/protocol.js";
import { onCommand, reporter } from "../transport/report.js";
import { openBackend } from "./backends.js";
import { beginLineRun, type LineRun } from "./line-run.js";

const tell = reporter<LineReport>();

/** A network this small is fastest on WebAssembly, which no loss of a device can take away. */
let opened: ReturnType<typeof openBackend> | undefined;
let run: LineRun | undefined;
let newest: LineCommand | undefined;
/** Commands wait for those before them. */
let queue = Promise.resolve();

const act = async (command: LineCommand): Promise<void> => {
  if (command.kind !== "start") {
    run?.act(command);
    return;
  }
  if (command !== newest) return;
  await run?.end();
  run = undefined;
  opened ??= openBackend("wasm");
  run = await beginLineRun(command, (await opened).running, tell);
};

onCommand<LineCommand>((command) => {
  if (command.kind === "start") newest = command;
  queue = queue
    .then(() => act(command))
    .catch((error: unknown) =>
      tell({ kind: "failed", message: error instanceof Error ? error.message : String(error) }),
    );
});
