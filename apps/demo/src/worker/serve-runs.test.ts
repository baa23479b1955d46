import { expect, test, vi } from "vitest";
import type { Control, Start } from "../session/protocol.js";
import { type RunPlace, serveRuns } from "./serve-runs.js";

vi.mock("./backends.js", () => ({
  openBackend: async () => ({ running: { name: "wasm", computes: "by hand" }, refused: [] }),
}));

test("a run that fails when another one is asked for already is not told of, and the other one begins", async () => {
  let tellWorker = (_: { readonly data: Start<object> | Control }): void => {};
  const told: object[] = [];
  vi.stubGlobal("addEventListener", (_: string, listener: typeof tellWorker) => {
    tellWorker = listener;
  });
  vi.stubGlobal("postMessage", (report: object) => told.push(report));
  const begun: { readonly place: RunPlace<never>; fail(error: Error): void }[] = [];
  serveRuns<object, never, never>(
    (_, place) => new Promise((_, fail) => begun.push({ place: place as RunPlace<never>, fail })),
  );
  const start = (run: number): void =>
    tellWorker({ data: { kind: "start", run, backend: "wasm", playing: true } });
  start(1);
  await vi.waitFor(() => expect(begun.length).toBe(1));
  start(2);
  begun[0]!.fail(new Error("overtaken"));
  await vi.waitFor(() => expect(begun.length).toBe(2));
  begun[1]!.place.ready();
  begun[1]!.fail(new Error("wanted"));
  await vi.waitFor(() => expect(told.length).toBe(2));
  expect(told).toMatchObject([
    { kind: "ready", run: 2 },
    { kind: "failed", message: expect.stringContaining("wanted") },
  ]);
  vi.unstubAllGlobals();
});
