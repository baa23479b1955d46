import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Tensor, Tree } from "@nami/tensor-backend";
import type { FitOptions, Trainer } from "@nami/training";
import { type AnimationOptions, animatedGif } from "./animation.js";
import { keptTraining } from "./kept-training.js";
import { pngOf } from "./raster.js";
import { printRows, type Row, recordRows } from "./results.js";

/** What a program of a seed writes to: figures into its folder, numbers into its table. */
export interface Book {
  /** Whether everything is to be tried in seconds, with few steps and few samples. */
  readonly quick: boolean;
  /** One of two numbers: the seed's own, or a small one that only shows that the program runs. */
  pick<T>(full: T, quick: T): T;
  /** Writes a figure as SVG and as PNG. */
  draw(name: string, svg: string): void;
  /** Writes an animation as GIF. */
  animate(name: string, frames: readonly string[], options: AnimationOptions): void;
  /** Adds a line to the table of the seed's number, the exact one and nami's. */
  compare(row: Row): void;
  /**
   * Trains to the end, prints the loss now and then, keeps the weights, and gives all losses. With `redraw` the weights of
   * the last full run are taken instead, where there are any.
   */
  train<P extends Tree<Tensor>>(
    name: string,
    training: Trainer<P>,
    options: FitOptions,
  ): Promise<Float64Array>;
  /** Prints the table; a full run also records it. */
  close(): void;
}

const lineEvery = 500;

/**
 * Opens the book of one seed.
 *
 * @param options.redraw take the weights of the last full run, instead of training again
 */
export const openBook = (
  seed: string,
  { quick, redraw }: { readonly quick: boolean; readonly redraw: boolean },
): Book => {
  const folder = fileURLToPath(new URL(`../../figures/${quick ? "quick/" : ""}${seed}/`, import.meta.url));
  mkdirSync(folder, { recursive: true });
  const started = performance.now();
  const rows: Row[] = [];
  return {
    quick,
    pick: (full, small) => (quick ? small : full),
    draw: (name, svg) => {
      writeFileSync(`${folder}${name}.svg`, svg);
      writeFileSync(`${folder}${name}.png`, pngOf(svg));
    },
    animate: (name, frames, options) => writeFileSync(`${folder}${name}.gif`, animatedGif(frames, options)),
    compare: (row) => {
      rows.push(row);
    },
    train: async (name, training, options) => {
      const kept = keptTraining(folder, name);
      if (redraw && kept.exists()) return kept.restore(training);
      const losses: number[] = [];
      const began = performance.now();
      for await (const { step, loss } of training.fit({ readEvery: 100, ...options })) {
        losses.push(loss);
        if (step % lineEvery === 0) console.log(`${name}: step ${step}, loss ${loss.toFixed(4)}`);
      }
      const seconds = (performance.now() - began) / 1000;
      console.log(`${name}: ${losses.length} steps in ${seconds.toFixed(1)} s`);
      if (!quick) await kept.save(training, losses);
      return Float64Array.from(losses);
    },
    close: () => {
      printRows(seed, rows);
      if (!quick) recordRows(seed, rows, (performance.now() - started) / 1000);
    },
  };
};
