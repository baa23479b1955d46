/** The mean of the last `size` numbers. */
export const recentMean = (
  size: number,
): { readonly add: (value: number) => void; readonly mean: () => number } => {
  const values: number[] = [];
  return {
    add: (value) => {
      values.push(value);
      if (values.length > size) values.shift();
    },
    mean: () => values.reduce((sum, value) => sum + value, 0) / values.length,
  };
};

/**
 * Steps a second over the last seconds of a run.
 *
 * @param now milliseconds from some start
 * @param span milliseconds that count
 */
export const stepRate = (now: () => number, span = 10_000): { readonly at: (step: number) => number } => {
  const marks: { readonly step: number; readonly time: number }[] = [];
  return {
    at: (step) => {
      const time = now();
      marks.push({ step, time });
      while (marks.length > 2 && time - marks[1]!.time > span) marks.shift();
      const first = marks[0]!;
      return time > first.time ? ((step - first.step) * 1000) / (time - first.time) : 0;
    },
  };
};
