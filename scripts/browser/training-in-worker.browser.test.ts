import { expect, test } from "vitest";
import type { WorkerMessage } from "./training-worker.js";

/** What a user notices: a page that answers later than this. */
const noticeable = 50;

/** How long a thread did not answer a timer. */
interface Pauses {
  /** The longest, in milliseconds. */
  readonly longest: number;
  /** Share of the time that pauses of 50 ms or more took. */
  readonly share: number;
}

/** Watches this thread by a timer, until it is stopped. */
function watchThread(): () => Pauses {
  const ticks = [performance.now()];
  const timer = setInterval(() => ticks.push(performance.now()), 4);
  return () => {
    clearInterval(timer);
    ticks.push(performance.now());
    const pauses = ticks.slice(1).map((tick, i) => tick - ticks[i]!);
    const noticed = pauses.filter((pause) => pause >= noticeable).reduce((sum, pause) => sum + pause, 0);
    return { longest: Math.max(...pauses), share: noticed / (ticks.at(-1)! - ticks[0]!) };
  };
}

test("a flow trains in a worker on threads of wasm, and the page's own thread goes on", async () => {
  const worker = new Worker(new URL("./training-worker.ts", import.meta.url), { type: "module" });
  const losses: number[] = [];
  let stop: (() => Pauses) | undefined;
  const done = await new Promise<Extract<WorkerMessage, { kind: "done" }>>((resolve, reject) => {
    worker.onerror = (event) => reject(new Error(event.message));
    worker.onmessage = ({ data }: MessageEvent<WorkerMessage>) => {
      if (data.kind === "done") return resolve(data);
      // The first step compiles.
      stop ??= watchThread();
      losses.push(data.loss);
    };
  });
  const { longest, share } = stop!();
  worker.terminate();
  console.info(
    `longest pause ${longest.toFixed(0)} ms, ${(100 * share).toFixed(1)} % of the time in long ones`,
  );
  expect(losses).toHaveLength(20);
  expect(losses.at(-1)).toBeLessThan(losses[0]! * 0.8);
  expect(done.isolated).toBe(true);
  expect(done.innerWorkers).toBeGreaterThan(0);
  // Steps take hundreds of milliseconds: in the page itself nearly all of the time would be long pauses.
  expect(share).toBeLessThan(0.25);
});

test("a thread that computes is noticed", async () => {
  const stop = watchThread();
  for (let step = 0; step < 3; step++) {
    const start = performance.now();
    while (performance.now() - start < 200);
    await new Promise((resolve) => setTimeout(resolve));
  }
  const { longest, share } = stop();
  expect(longest).toBeGreaterThan(190);
  expect(share).toBeGreaterThan(0.75);
});
