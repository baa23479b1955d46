import { afterEach, expect, test, vi } from "vitest";
import { keepRun } from "./keep-run.js";
import type { Control, KeptReport, Start } from "./protocol.js";

type Told = Start<object> | Control;

afterEach(() => vi.unstubAllGlobals());

/** A run that is kept, what its worker is told, and what the worker tells. */
const runByHand = () => {
  const told: Told[] = [];
  let hear: ((event: { readonly data: KeptReport }) => void) | undefined;
  vi.stubGlobal(
    "Worker",
    class {
      set onmessage(listener: typeof hear) {
        hear = listener;
      }
      postMessage(command: Told): void {
        told.push(command);
      }
      terminate(): void {}
    },
  );
  const run = keepRun({
    worker: "training",
    backend: "wasm",
    settings: () => ({}),
    hear: () => {},
    forget: () => {},
  });
  const starts = (): Start<object>[] => told.filter((command) => command.kind === "start");
  const tell = (data: KeptReport): void => hear?.({ data });
  const tellReady = (start: Start<object>): void =>
    tell({ kind: "ready", run: start.run, backend: "wasm", computes: "by hand", refused: [] });
  return { run, starts, tell, tellReady };
};

test("the pause of a run that was overtaken is not taken for one of the run that is wanted", () => {
  const { run, starts, tell, tellReady } = runByHand();
  tellReady(starts()[0]!);
  run.reset();
  run.controls.pause();
  run.reset();
  run.controls.play();
  tellReady(starts()[1]!);
  tell({ kind: "paused" });
  run.reset();
  expect(starts().map(({ playing }) => playing)).toEqual([true, true, false, true]);
});
