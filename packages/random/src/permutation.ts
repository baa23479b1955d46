import { OptionError } from "@nami/errors";
import { checkKey, isIndex, type Key } from "./key.js";
import { blockWords, domain, drawBlock } from "./philox.js";
import { randint } from "./randint.js";

/** Options of {@link permutation}. */
export interface PermutationOptions {
  /** First place of the permutation to give back, an integer in [0, n] (default 0). */
  readonly firstRow?: number;
  /** How many places to give back (default: all from `firstRow` on). */
  readonly rows?: number;
}

// Up to this length a permutation is shuffled in full, so that all n! are exactly equally likely.
const shuffledUpTo = 1024;
const rounds = 12;
/** Places that go through the rounds together. */
const batch = 64;

/**
 * Draws a random order of 0 … n − 1, or a stretch of it.
 *
 * Each place is computed by itself, so that a pass over data goes on from a cursor with nothing to replay and no
 * table to store. Up to n = 1024 the order is a Fisher–Yates shuffle. Above, it is a twelve-round Feistel network on
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
export function permutation(
  key: Key,
  n: number,
  { firstRow = 0, rows = n - firstRow }: PermutationOptions = {},
): Int32Array {
  checkKey("permutation", key);
  checkLength("permutation", n);
  if (!isIndex(firstRow) || !isIndex(rows) || firstRow + rows > n) {
    throw new OptionError(
      `permutation: firstRow and rows must be non-negative integers with firstRow + rows <= ${n}, got firstRow ${firstRow} and rows ${rows}. Start a new permutation where one ends.`,
    );
  }
  if (n <= shuffledUpTo) return shuffle(key, n).slice(firstRow, firstRow + rows);
  const order = Int32Array.from({ length: rows }, (_, i) => firstRow + i);
  const network = feistel(key, n);
  for (let from = 0; from < rows; from += batch) network(order.subarray(from, from + batch));
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
  const place = Int32Array.of(index);
  feistel(key, n)(place);
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
    const j = randint(key, [], { low: i, high: n, firstRow: i })[0]!;
    const moved = order[i]!;
    order[i] = order[j]!;
    order[j] = moved;
  }
  return order;
}

/**
 * The bijection of [0, n) that a key chooses, as a function that replaces up to `batch` places by theirs.
 *
 * A round waits for the one before it; the places of a batch don't wait for each other, so that a processor works on
 * several at once.
 */
function feistel(key: Key, n: number): (places: Int32Array) => void {
  const columns = Math.ceil(Math.sqrt(n));
  const lines = Math.ceil(n / columns);
  const roundKeys = new Uint32Array(rounds * blockWords);
  for (let round = 0; round < rounds; round++) {
    drawBlock(key, round, 0, domain.permutation, roundKeys.subarray(round * blockWords));
  }
  const line = new Int32Array(batch);
  const column = new Int32Array(batch);
  const walk = (places: Int32Array): void => {
    const count = places.length;
    for (let i = 0; i < count; i++) {
      // The grid may have more than 2³¹ places: beyond, they are negative in an Int32Array.
      const place = places[i]! >>> 0;
      line[i] = (place / columns) | 0;
      column[i] = place - line[i]! * columns;
    }
    for (let round = 0; round < rounds * blockWords; round += 2 * blockWords) {
      turnAll(column, columns, line, round, roundKeys, count);
      turnAll(line, lines, column, round + blockWords, roundKeys, count);
    }
    for (let i = 0; i < count; i++) places[i] = line[i]! * columns + column[i]!;
  };
  return (places) => {
    walk(places);
    for (let i = 0; i < places.length; i++) while (places[i]! >>> 0 >= n) walk(places.subarray(i, i + 1));
  };
}

/** One half round: each place is turned by a hash of its partner. */
function turnAll(
  places: Int32Array,
  span: number,
  partners: Int32Array,
  round: number,
  roundKeys: Uint32Array,
  count: number,
): void {
  const [k0, k1, k2] = [roundKeys[round]! | 0, roundKeys[round + 1]! | 0, roundKeys[round + 2]! | 0];
  for (let i = 0; i < count; i++) places[i] = turn(places[i]!, span, mix(partners[i]!, k0, k1, k2));
}

/** `(place + ⌊word · span / 2³²⌋) mod span`, exact for a span of at most 2¹⁶, from the halves of a word. */
function turn(place: number, span: number, word: number): number {
  const low = ((word & 0xffff) * span) >>> 16;
  const moved = place + (((word >>> 16) * span + low) >>> 16);
  return moved < span ? moved : moved - span;
}

/** A keyed hash of 32 bits: xor, multiply and shift, with a word of the round key before every multiplication. */
function mix(value: number, k0: number, k1: number, k2: number): number {
  let x = value ^ k0;
  x = Math.imul(x ^ (x >>> 16), 0x7feb352d) ^ k1;
  x = Math.imul(x ^ (x >>> 15), 0x846ca68b) ^ k2;
  return (x ^ (x >>> 16)) >>> 0;
}
