import type { Page } from "playwright";

/** A task of a main thread, in milliseconds. */
export interface Task {
  /** By the clock: with the time that it waited for a processor. */
  readonly clock: number;
  /** What the processor worked on it. */
  readonly work: number;
  /** What it did longest, in words of the trace. */
  readonly content: string;
}

/** What the main thread of a page did. */
export interface MainThread {
  /** All of its tasks, those with the most work first. */
  readonly tasks: readonly Task[];
  /** Milliseconds from an input to the picture that shows its effect, the slowest. */
  readonly slowestInput: number;
  readonly framesPerSecond: number;
  /** Of the canvas that is painted most often, while it moves: a motion rests at its ends. */
  readonly paintingsPerSecond: number;
}

/** An event of Chromium's trace, in microseconds. */
interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: {
    readonly name?: string;
    readonly data?: { readonly type?: string; readonly functionName?: string };
  };
}

interface Seen {
  readonly inputs: number[];
  readonly began: number;
  frames: number;
  /** When each canvas was painted. */
  readonly paintings: Map<object, number[]>;
}

const categories = ["devtools.timeline", "disabled-by-default-devtools.timeline", "v8.execute", "__metadata"];

const contentOf = (task: TraceEvent, events: readonly TraceEvent[]): string =>
  events
    .filter(({ name, ts, dur = 0 }) => name !== "RunTask" && dur > 2000 && ts >= task.ts && ts < endOf(task))
    .sort((a, b) => (b.dur ?? 0) - (a.dur ?? 0))
    .slice(0, 4)
    .map(({ name, dur = 0, args }) => {
      const { type = "", functionName = "" } = args?.data ?? {};
      return `${name} ${type}${functionName} ${Math.round(dur / 1000)}`;
    })
    .join(", ");

const endOf = ({ ts, dur = 0 }: TraceEvent): number => ts + dur;

const tasksOf = (trace: Buffer): readonly Task[] => {
  const { traceEvents } = JSON.parse(trace.toString()) as { readonly traceEvents: readonly TraceEvent[] };
  const threadOf = ({ pid, tid }: TraceEvent): string => `${pid} ${tid}`;
  const mains = new Set(
    traceEvents
      .filter(({ name, args }) => name === "thread_name" && args?.name === "CrRendererMain")
      .map(threadOf),
  );
  const events = traceEvents.filter((event) => mains.has(threadOf(event)) && event.ph === "X");
  return events
    .filter(({ name }) => name === "RunTask")
    .map((task) => ({ task, clock: (task.dur ?? 0) / 1000, work: (task.tdur ?? task.dur ?? 0) / 1000 }))
    .sort((a, b) => b.work - a.work)
    .map(({ task, clock, work }, i) => ({ clock, work, content: i < 3 ? contentOf(task, events) : "" }));
};

/**
 * Watches the main thread of a page while somebody uses it. The trace of the browser tells the time of the processor from that
 * of the clock, so that a busy machine does not look like a busy page.
 */
export const watchMainThread = async (page: Page, use: () => Promise<void>): Promise<MainThread> => {
  const browser = page.context().browser()!;
  await page.evaluate(() => {
    const seen: Seen = { inputs: [], began: performance.now(), frames: 0, paintings: new Map() };
    Object.assign(globalThis, { seen });
    new PerformanceObserver((list) => {
      seen.inputs.push(...list.getEntries().map(({ duration }) => duration));
    }).observe({ type: "event", durationThreshold: 16 } as PerformanceObserverInit);
    const count = (): void => {
      seen.frames++;
      requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
    // Each painting of a canvas begins so.
    const { clearRect } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.clearRect = function (...area): void {
      const times = seen.paintings.get(this.canvas) ?? [];
      times.push(performance.now());
      seen.paintings.set(this.canvas, times);
      clearRect.apply(this, area);
    };
  });
  await browser.startTracing(page, { categories });
  await use();
  const trace = await browser.stopTracing();
  const seen = await page.evaluate(() => {
    const { inputs, frames, began, paintings } = (globalThis as typeof globalThis & { readonly seen: Seen })
      .seen;
    const gaps = [...paintings.values()]
      .sort((a, b) => b.length - a.length)
      .slice(0, 1)
      .flatMap((times) => times.slice(1).map((time, i) => time - times[i]!))
      .filter((gap) => gap < 500);
    return {
      slowestInput: Math.max(0, ...inputs),
      framesPerSecond: (1000 * frames) / (performance.now() - began),
      paintingsPerSecond: gaps.length === 0 ? 0 : (1000 * gaps.length) / gaps.reduce((sum, gap) => sum + gap),
    };
  });
  return { tasks: tasksOf(trace), ...seen };
};
