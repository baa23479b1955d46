/** How many steps to take between two reports, so that a report comes about every so many milliseconds. */
export interface SliceLength {
  next(): number;
  took(steps: number, milliseconds: number): void;
  /** Steps in a second of training, over the last few slices. */
  perSecond(): number;
}

/** @param aim milliseconds of a slice */
export const stepsFor = (aim: number): SliceLength => {
  let steps = 1;
  let rate = 0;
  return {
    next: () => steps,
    took: (count, milliseconds) => {
      if (count === 0) return;
      const now = count / Math.max(milliseconds, 0.1);
      // The first step compiles: its time says nothing of the next ones.
      rate = rate === 0 || count === 1 ? now : 0.7 * rate + 0.3 * now;
      steps = Math.round(Math.min(Math.max(1, aim * now), 2 * steps + 1));
    },
    perSecond: () => 1000 * rate,
  };
};
