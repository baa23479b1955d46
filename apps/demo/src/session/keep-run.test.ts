import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { keepRun } from "./keep-run.js";
import type { Control, KeptReport, Start } from "./protocol.js";
import type { BackendChoice, BackendName } from "./settings.js";

type Told = Start<object> | Control;

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** A run that is kept, what its worker is told, and what the worker tells. */
const runByHand = (backend: BackendChoice = "wasm") => {
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
    backend,
    settings: () => ({}),
    hear: () => {},
    forget: () => {},
  });
  const starts = (): Start<object>[] => {
    // A worker starts a moment later.
    vi.runAllTimers();
    return told.filter((command) => command.kind === "start");
  };
  const tell = (data: KeptReport): void => hear?.({ data });
  const tellReady = (start: Start<object>, on: BackendName = "wasm"): void =>
    tell({ kind: "ready", run: start.run, backend: on, computes: "by hand", refused: [] });
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

test("a backend that takes the place of the chosen one is told, and is not begun anew when it is chosen then", () => {
  const { run, starts, tell, tellReady } = runByHand("webgl");
  const { fallback } = run.view;
  tellReady(starts()[0]!, "webgl");
  for (const _ of [1, 2, 3]) {
    expect(fallback.value).toBeUndefined();
    tell({ kind: "lost", backend: "webgl", reason: "by hand" });
    tellReady(starts().at(-1)!, starts().at(-1)!.backend === "wasm" ? "wasm" : "webgl");
  }
  expect(fallback.value).toBe("wasm");
  run.switchBackend("wasm");
  expect(starts().map(({ backend }) => backend)).toEqual(["webgl", "webgl", "webgl", "wasm"]);
  expect(run.view.notice.value).toContain("3 times");

  run.switchBackend("webgpu");
  expect(fallback.value).toBeUndefined();
  tellReady(starts().at(-1)!, "wasm");
  expect(fallback.value).toBe("wasm");
  run.switchBackend("auto");
  tellReady(starts().at(-1)!, "webgl");
  expect(fallback.value).toBeUndefined();
  expect(starts()).toHaveLength(6);
});
