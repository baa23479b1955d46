import { checkOptions, OptionError } from "@nami/errors";
import { halfRounds, kernelsFor } from "./kernels/kernels.js";
import { checkKey, isIndex, type Key } from "./key.js";
import { blockWords, domain, drawBlock } from "./philox.js";
import { integers } from "./randint.js";

/** Options of {@link permutation}. */
export interface PermutationOptions {
  /** First place of the permutation to give back, an integer in [0, n] (default 0). */
  readonly firstRow?: number;
  /** How many places to give back (default: all from `firstRow` on). */
  readonly rows?: number;
}

// Up to this length a permutation is shuffled in full, so that all n! are exactly equally likely.
const shuffledUpTo = 1024;

/**
 * Draws a random order of 0 … n − 1, or a stretch of it.
 *
 * Each place is computed by itself, so that a pass over data goes on from a cursor with nothing to replay and no
 * table to store. Up to n = 1024 the order is a Fisher–Yates shuffle. Above, it is a Feistel network of twelve half rounds on
 * the grid of ⌈√n⌉ columns, `column += F(row)` and `row += F(column)` in turn, walked on until it lands below n.
 *
 * @param key decides the order; split it for another one
 * @param n length of the order, an integer in [1, 2³¹)
 * @param options `firstRow` (default 0) and `rows` (default `n - firstRow`)
 * @returns `rows` different integers in [0, n)
 * @throws OptionError for a bad key, length or stretch
 * @example
 * permutation(key(0), 10_000, { firstRow: 4096, rows: 4096 }); // the second batch of an epoch
 * @see Black and Rogaway, Ciphers with arbitrary finite domains (2002), sections 3 and 4
 */
export function permutation(key: Key, n: number, options: PermutationOptions = {}): Int32Array {
  checkKey("permutation", key);
  checkOptions<PermutationOptions>("permutation", options, { firstRow: true, rows: true });
  const { firstRow = 0, rows = n - firstRow } = options;
  checkLength("permutation", n);
  if (!isIndex(firstRow) || !isIndex(rows) || firstRow + rows > n) {
    throw new OptionError(
      `permutation: firstRow and rows must be non-negative integers with firstRow + rows <= ${n}, got firstRow ${firstRow} and rows ${rows}. Start a new permutation where one ends.`,
    );
  }
  if (n <= shuffledUpTo) return shuffle(key, n).slice(firstRow, firstRow + rows);
  const order = new Int32Array(rows);
  feistel(key, n, rows)(firstRow, order);
  return order;
}

/**
 * One place of {@link permutation}: `permutationAt(key, n, i) === permutation(key, n)[i]`.
 *
 * @param key decides the order
 * @param n length of the order, an integer in [1, 2³¹)
 * @param index the place, an integer in [0, n)
 * @returns an integer in [0, n)
 * @throws OptionError for a bad key, length or place
 * @example
 * permutationAt(key(0), 1_000_000, 123_456); // a few microseconds, with no table
 */
export function permutationAt(key: Key, n: number, index: number): number {
  checkKey("permutationAt", key);
  checkLength("permutationAt", n);
  if (!isIndex(index) || index >= n) {
    throw new OptionError(
      `permutationAt: index must be an integer in [0, ${n}), got ${String(index)}. Fold the epoch into the key and start again at 0.`,
    );
  }
  if (n <= shuffledUpTo) return shuffle(key, n)[index]!;
  const place = new Int32Array(1);
  feistel(key, n, 1)(index, place);
  return place[0]!;
}

function checkLength(caller: string, n: number): void {
  if (isIndex(n) && n >= 1 && n < 2 ** 31) return;
  throw new OptionError(
    `${caller}: n must be an integer in [1, 2^31), got ${String(n)}. Pass the number of rows to order.`,
  );
}

/** Fisher–Yates: place i changes with an unbiased place in [i, n). */
function shuffle(key: Key, n: number): Int32Array {
  const order = Int32Array.from({ length: n }, (_, index) => index);
  for (let i = 0; i < n - 1; i++) {
    const j = integers(key, [], { low: i, high: n, firstRow: i })[0]!;
    const moved = order[i]!;
    order[i] = order[j]!;
    order[j] = moved;
  }
  return order;
}

/**
 * The bijection of [0, n) that a key chooses, as a function that writes the places of `first`, `first + 1`, ….
 *
 * @param rows how many it will be asked for about
 */
function feistel(key: Key, n: number, rows: number): (first: number, places: Int32Array) => void {
  const columns = Math.ceil(Math.sqrt(n));
  const lines = Math.ceil(n / columns);
  const kernels = kernelsFor(rows);
  const { grid, blocksAtOnce } = kernels;
  for (let half = 0; half < halfRounds; half++)
    drawBlock(key, half, 0, domain.permutation, grid.words.subarray(half * blockWords));
  // The grid may have more than 2³¹ places: beyond, one is above n, and walked on from.
  const turned = (place: number): number => {
    const line = Math.floor(place / columns);
    grid.lines[0] = line;
    grid.columns[0] = place - line * columns;
    kernels.turn(1, lines, columns);
    return grid.lines[0]! * columns + grid.columns[0]!;
  };
  const write = (first: number, places: Int32Array): void => {
    let line = Math.floor(first / columns);
    let column = first - line * columns;
    for (let i = 0; i < places.length; i++) {
      grid.lines[i] = line;
      grid.columns[i] = column;
      if (++column === columns) {
        column = 0;
        line++;
      }
    }
    kernels.turn(places.length, lines, columns);
    const outside: number[] = [];
    for (let i = 0; i < places.length; i++) {
      const place = grid.lines[i]! * columns + grid.columns[i]!;
      if (place < n) places[i] = place;
      else outside.push(i, place);
    }
    for (let i = 0; i < outside.length; i += 2) {
      let place = outside[i + 1]!;
      while (place >= n) place = turned(place);
      places[outside[i]!] = place;
    }
  };
  return (first, places) => {
    for (let from = 0; from < places.length; from += blocksAtOnce)
      write(first + from, places.subarray(from, from + blocksAtOnce));
  };
}
