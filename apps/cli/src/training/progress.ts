import type { Terminal } from "../terminal.js";

/** What a progress line says of a step. */
export interface Progress {
  readonly step: number;
  /** Mean of the losses since the last line, or over the last steps. */
  readonly loss: number;
  readonly distance: number | undefined;
  readonly stepsPerSecond: number;
}

/** `1:05` or `1:02:05`; `--:--` while nothing is known. */
export const clock = (seconds: number): string => {
  if (!Number.isFinite(seconds)) return "--:--";
  const whole = Math.max(0, Math.round(seconds));
  const two = (n: number): string => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
};

/** Cells of a bar with eighths of a cell. */
const bar = (share: number, cells: number): string => {
  const eighths = Math.round(share * cells * 8);
  const full = Math.floor(eighths / 8);
  const part = " ▏▎▍▌▋▊▉"[eighths % 8]!;
  return `${"█".repeat(full)}${full < cells ? part : ""}`.padEnd(cells);
};

/** The parts of a progress line, without the bar. */
const texts = ({ step, loss, distance, stepsPerSecond }: Progress, steps: number): string[] => [
  `${String(step).padStart(String(steps).length)}/${steps}`,
  `loss ${loss.toFixed(4)}`,
  ...(distance === undefined ? [] : [`to optimum ${distance.toPrecision(3)}`]),
  `${stepsPerSecond >= 100 ? stepsPerSecond.toFixed(0) : stepsPerSecond.toFixed(1)} steps/s`,
  `${clock((steps - step) / stepsPerSecond)} left`,
];

/**
 * A progress line that fits: the bar takes what the text leaves, and goes first where there is no room.
 *
 * @param columns letters of a line
 */
export const progressLine = (progress: Progress, steps: number, columns: number): string => {
  const text = texts(progress, steps).join("  ");
  const room = Math.min(30, columns - text.length - 4);
  return room < 8 ? text.slice(0, columns - 1) : `▕${bar(progress.step / steps, room)}▏ ${text}`;
};

/** Every how many steps a line is printed where nothing can be shown in place: 1, 2 or 5 times a power of ten. */
export const printEvery = (steps: number): number => {
  const raw = Math.max(1, steps / 30);
  const power = 10 ** Math.floor(Math.log10(raw));
  return [1, 2, 5, 10].map((m) => m * power).find((every) => every >= raw) ?? raw;
};

/** Where progress is reported: in place on a terminal, line by line elsewhere. */
export const reporter = (
  terminal: Terminal,
  steps: number,
): { readonly report: (progress: Progress) => void } => {
  const every = printEvery(steps);
  let shownAt = Number.NEGATIVE_INFINITY;
  return {
    report: (progress) => {
      const done = progress.step === steps;
      if (!terminal.interactive) {
        if (progress.step % every === 0 || done) terminal.print(texts(progress, steps).join("  "));
        return;
      }
      if (!done && terminal.now() - shownAt < 100) return;
      shownAt = terminal.now();
      terminal.show(progressLine(progress, steps, terminal.columns()));
    },
  };
};
