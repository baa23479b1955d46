import type { Key } from "../key.js";
import { javascriptKernels } from "./javascript.js";

/** A stream of Philox blocks: `attempt` chooses among those of one key and use. */
export interface Stream {
  readonly key: Key;
  readonly use: number;
  readonly attempt: number;
}

/** Where uniform numbers lie: `min(low + width u, last)` with u in [0, 1). */
export interface Interval {
  readonly low: number;
  readonly width: number;
  readonly last: number;
}

/** Places of a grid, each a line and a column, and the words that its rounds are keyed by: four a half round. */
export interface Grid {
  readonly lines: Int32Array;
  readonly columns: Int32Array;
  readonly words: Uint32Array;
}

/** Half rounds of the Feistel network of a permutation. */
export const halfRounds = 12;

/** The loops that draws spend their time in. Every block makes two values; implementations agree to the last bit. */
export interface Kernels {
  /** How many blocks one call may take. */
  readonly blocksAtOnce: number;
  /** Where the values of the last call lie, from the start on. */
  readonly values: Float64Array;
  /** Uniform numbers in an interval, of `count` blocks from block `first` on. */
  uniform(stream: Stream, first: number, count: number, interval: Interval): void;
  /** Standard normal numbers by Box–Muller, of `count` blocks from block `first` on. */
  normal(stream: Stream, first: number, count: number): void;
  /** What `turn` works on; it holds `blocksAtOnce` places. */
  readonly grid: Grid;
  /** All half rounds, in place, on so many places of a grid of `lines` × `columns`, each at most 2¹⁶. */
  turn(count: number, lines: number, columns: number): void;
}

/** From this many blocks on a call into WebAssembly is worth its while. */
const worthwhile = 16;

let small: Kernels | undefined;
let large: Kernels | undefined;
let makeLarge: (() => Kernels | undefined) | undefined;

/** The kernels for a draw of so many blocks. */
export function kernelsFor(blocks: number): Kernels {
  small ??= javascriptKernels(128);
  if (blocks < worthwhile) return small;
  if (makeLarge) large ??= makeLarge() ?? small;
  return large ?? small;
}

/** Has large draws done by other kernels, made when a draw first needs them; without a result all stays as it is. */
export function useForLargeDraws(make: () => Kernels | undefined): void {
  makeLarge ??= make;
}
