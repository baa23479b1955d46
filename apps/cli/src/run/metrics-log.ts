import { appendFileSync, closeSync, existsSync, fsyncSync, openSync, readFileSync } from "node:fs";
import { DataError } from "@nami/errors";
import { unwritable, writeBytes } from "../data/file-bytes.js";

/** One line of metrics.jsonl. */
export interface Metrics {
  readonly step: number;
  readonly loss: number;
  /** Mean of ‖v − v*‖² over the fixed points, on the steps where it was measured and v* is known. */
  readonly distanceToOptimum?: number;
  /** On the steps where the distance is, or would be, measured. */
  readonly stepsPerSecond?: number;
}

/** An open metrics.jsonl. */
export interface MetricsLog {
  /** Appends lines, at once. */
  readonly append: (lines: readonly Metrics[]) => void;
  /** Writes all through to the disk. */
  readonly sync: () => void;
  readonly close: () => void;
}

/**
 * The lines of a metrics.jsonl. A last line that was cut off is left out.
 *
 * @throws DataError for any other line that is not JSON
 */
export const readMetrics = (path: string): Metrics[] => {
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, "utf8").split("\n");
  return lines.flatMap((line, i) => {
    if (line === "") return [];
    try {
      return [JSON.parse(line) as Metrics];
    } catch (cause) {
      if (i === lines.length - 1) return [];
      throw new DataError(
        `metrics: ${path} must hold one JSON object a line, got another at line ${i + 1}. Remove it.`,
        {
          cause,
        },
      );
    }
  });
};

/**
 * Opens metrics.jsonl for appending.
 *
 * What it gives throws DataError where the file can't be written.
 *
 * @param options.after drops lines of later steps: those that a resumed run does again
 */
export const openMetrics = (path: string, { after }: { readonly after: number }): MetricsLog => {
  const kept = readMetrics(path).filter(({ step }) => step <= after);
  writeBytes("train", path, kept.map((line) => `${JSON.stringify(line)}\n`).join(""));
  const file = openSync(path, "a");
  const told = (work: () => void): void => {
    try {
      work();
    } catch (cause) {
      throw unwritable("train", path, cause, "Free space, and go on with --resume.");
    }
  };
  return {
    append: (lines) =>
      told(() => appendFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(""))),
    sync: () => told(() => fsyncSync(file)),
    close: () => closeSync(file),
  };
};
