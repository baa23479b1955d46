import { OptionError } from "@nami/errors";
import { blockWords, domain, drawBlock } from "./philox.js";

/**
 * The right to draw: 64 bits that decide a whole stream of numbers.
 *
 * A key is a value, not a generator: drawing leaves it as it was, and drawing twice with one key gives the same
 * numbers twice. Split it for every use. It is plain data, so it can be stored as JSON and sent to a worker.
 */
export interface Key {
  /** Two uint32 words, the less significant first. */
  readonly words: readonly [number, number];
}

/**
 * Makes a key from a seed: `words = [seed mod 2³², ⌊seed / 2³²⌋]`. Different seeds give different keys.
 *
 * @param seed an integer in [0, 2⁵³) as a number, or in [0, 2⁶⁴) as a bigint
 * @throws OptionError when the seed is negative, fractional or too large
 * @example
 * key(42).words; // [42, 0]
 */
export function key(seed: number | bigint): Key {
  if (typeof seed === "bigint") {
    if (seed < 0n || seed >= 1n << 64n) {
      throw new OptionError(
        `key: a bigint seed must lie in [0, 2^64), got ${seed}. Pass BigInt.asUintN(64, seed).`,
      );
    }
    return keyOf(Number(seed & 0xffff_ffffn), Number(seed >> 32n));
  }
  if (!isIndex(seed)) {
    throw new OptionError(
      `key: seed must be a non-negative safe integer, got ${String(seed)}. Pass an integer such as 0, or a bigint below 2^64.`,
    );
  }
  return keyOf(seed, Math.floor(seed / 0x1_0000_0000));
}

/**
 * Makes independent keys from one: child `i` is the first half of Philox block `i` of the key's split domain.
 *
 * Child `i` is the same for every `count`. Splits, folds and draws have domains of their own, so a child is never
 * a number that a draw has shown. Do not draw with a key that you split.
 *
 * @param parent the key to split
 * @param count how many children, an integer of 0 or more (default 2)
 * @returns `count` keys
 * @throws OptionError when `count` is not a non-negative integer
 * @example
 * const [weights, batches] = split(key(0)) as [Key, Key];
 */
export function split(parent: Key, count = 2): Key[] {
  checkKey("split", parent);
  if (!isIndex(count)) {
    throw new OptionError(
      `split: count must be a non-negative integer, got ${String(count)}. Pass the number of keys you need.`,
    );
  }
  return Array.from({ length: count }, (_, index) => child(parent, index, domain.split));
}

/**
 * Makes the child of a key that belongs to a number: a step, an epoch, a worker.
 *
 * @param parent the key
 * @param data an integer in [0, 2⁵³); different data give independent keys
 * @throws OptionError when `data` is not a non-negative safe integer
 * @example
 * const stepKey = foldIn(key(0), step); // the same after a restart, with nothing to replay
 */
export function foldIn(parent: Key, data: number): Key {
  checkKey("foldIn", parent);
  if (!isIndex(data)) {
    throw new OptionError(
      `foldIn: data must be a non-negative safe integer, got ${String(data)}. Pass a counter or an index.`,
    );
  }
  return child(parent, data, domain.fold);
}

/** Whether a value is an integer in [0, 2⁵³). */
export function isIndex(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** @throws OptionError when a value is not a key, for instance a bare seed or damaged JSON */
export function checkKey(caller: string, value: Key): void {
  const words: readonly unknown[] | undefined = (value as Partial<Key> | undefined | null)?.words;
  if (Array.isArray(words) && words.length === 2 && words.every(isWord)) return;
  const got = typeof value === "object" ? JSON.stringify(value) : String(value);
  throw new OptionError(
    `${caller}: key must hold two uint32 words, got ${got}. Make one with key(seed), split or foldIn.`,
  );
}

function isWord(value: unknown): boolean {
  return isIndex(value) && value <= 0xffff_ffff;
}

function child(parent: Key, index: number, use: number): Key {
  const out = new Uint32Array(blockWords);
  drawBlock(parent, index, 0, use, out);
  return keyOf(out[0]!, out[1]!);
}

function keyOf(low: number, high: number): Key {
  return Object.freeze({ words: Object.freeze([low >>> 0, high >>> 0] as const) });
}
