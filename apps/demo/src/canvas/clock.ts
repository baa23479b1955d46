import { type Signal, signal } from "@preact/signals";

/** Which way time runs. */
export type Direction = "toData" | "toNoise";

/** Milliseconds from one end to the other, and of rest at an end. */
const [length, pause] = [2600, 900];

/** The time of a motion: a place between noise (0) and data (1) that runs by itself or is set by hand. */
export interface MotionClock {
  readonly place: Signal<number>;
  /** Nothing while it stands. */
  readonly direction: Signal<Direction | undefined>;
  run(direction: Direction): void;
  stop(): void;
}

/** A clock at the data, standing until it is told to run. */
export const motionClock = (): MotionClock => {
  const place = signal(1);
  const direction = signal<Direction | undefined>(undefined);
  let frame = 0;
  let last = 0;
  let rested = 0;
  const tick = (now: number): void => {
    const passed = Math.min(100, now - last);
    last = now;
    const toData = direction.peek() === "toData";
    const [start, end] = toData ? [0, 1] : [1, 0];
    if (place.peek() === end) {
      rested += passed;
      if (rested > pause) place.value = start;
    } else {
      rested = 0;
      place.value = Math.min(1, Math.max(0, place.peek() + ((toData ? 1 : -1) * passed) / length));
    }
    frame = requestAnimationFrame(tick);
  };
  return {
    place,
    direction,
    run: (way) => {
      direction.value = way;
      cancelAnimationFrame(frame);
      last = performance.now();
      rested = pause;
      frame = requestAnimationFrame(tick);
    },
    stop: () => {
      direction.value = undefined;
      cancelAnimationFrame(frame);
    },
  };
};
