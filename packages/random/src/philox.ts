import type { Key } from "./key.js";

/** What a block is drawn for: the fourth counter word, so that no two uses of one key meet. */
export const domain: Readonly<
  Record<
    "split" | "fold" | "normal" | "uniform" | "rademacher" | "randint" | "permutation" | "brownian",
    number
  >
> = Object.freeze({
  split: 1,
  fold: 2,
  normal: 3,
  uniform: 4,
  rademacher: 5,
  randint: 6,
  permutation: 7,
  brownian: 8,
});

/** Number of 32-bit words in one block. */
export const blockWords = 4;

/**
 * One block of Philox4x32-10: a bijection of 128-bit counters, chosen by a 64-bit key, that passes BigCrush.
 *
 * A round is `(c0, c1, c2, c3) → (hi(M1·c2) ⊕ c1 ⊕ k0, lo(M1·c2), hi(M0·c0) ⊕ c3 ⊕ k1, lo(M0·c0))` and the key
 * advances by the Weyl constants between rounds. Draws call it with counters of their own; call it yourself only
 * to build a new kind of draw, and then with a fourth counter word of 2³¹ or more, which nami leaves to others.
 *
 * @param key the 64-bit key
 * @param counter four uint32 words, least significant first; other numbers are taken modulo 2³²
 * @param out where the block goes, at least 4 long; a new array by default
 * @returns `out`, its first four entries set
 * @example
 * philox4x32(key(42), [0, 0, 0, 0]); // [0x9ceaf053, 0x77f5493b, 0x12bf50ad, 0x5742b3d7]
 * @see Salmon, Moraes, Dror and Shaw, Parallel random numbers: as easy as 1, 2, 3 (SC 2011), section 3.3
 */
export function philox4x32(
  key: Key,
  counter: readonly [number, number, number, number],
  out: Uint32Array = new Uint32Array(blockWords),
): Uint32Array {
  const [c0, c1, c2, c3] = counter;
  philoxBlock(key, c0, c1, c2, c3, out);
  return out;
}

/**
 * Writes block number `block` (any integer below 2⁵³) of one domain of a key into `out`.
 *
 * `attempt` is the third counter word, for draws that may have to try again.
 */
export function drawBlock(key: Key, block: number, attempt: number, use: number, out: Uint32Array): void {
  philoxBlock(key, block | 0, (block * 2 ** -32) | 0, attempt, use, out);
}

// The high half of each product is put together from 16-bit limbs: integer operations only, nothing allocated.
function philoxBlock(key: Key, c0: number, c1: number, c2: number, c3: number, out: Uint32Array): void {
  let k0 = key.words[0] | 0;
  let k1 = key.words[1] | 0;
  let x0 = c0 | 0;
  let x1 = c1 | 0;
  let x2 = c2 | 0;
  let x3 = c3 | 0;
  for (let round = 0; round < 10; round++) {
    // M0 = 0xd2511f53
    const low0 = x0 & 0xffff;
    const high0 = x0 >>> 16;
    const inner0 = (Math.imul(high0, 0x1f53) + (Math.imul(low0, 0x1f53) >>> 16)) | 0;
    const outer0 = (Math.imul(low0, 0xd251) + (inner0 & 0xffff)) | 0;
    // M1 = 0xcd9e8d57
    const low2 = x2 & 0xffff;
    const high2 = x2 >>> 16;
    const inner2 = (Math.imul(high2, 0x8d57) + (Math.imul(low2, 0x8d57) >>> 16)) | 0;
    const outer2 = (Math.imul(low2, 0xcd9e) + (inner2 & 0xffff)) | 0;

    const before1 = x1;
    x1 = Math.imul(x2, 0xcd9e8d57 | 0);
    x2 = (((Math.imul(high0, 0xd251) + (inner0 >>> 16)) | 0) + (outer0 >>> 16)) ^ x3 ^ k1;
    x3 = Math.imul(x0, 0xd2511f53 | 0);
    x0 = (((Math.imul(high2, 0xcd9e) + (inner2 >>> 16)) | 0) + (outer2 >>> 16)) ^ before1 ^ k0;
    k0 = (k0 + (0x9e3779b9 | 0)) | 0;
    k1 = (k1 + (0xbb67ae85 | 0)) | 0;
  }
  out[0] = x0;
  out[1] = x1;
  out[2] = x2;
  out[3] = x3;
}
