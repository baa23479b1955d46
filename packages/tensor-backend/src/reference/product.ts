import type { TypedArray } from "../dtype.js";
import type { Operand } from "./kernel.js";

/** Where the three matrices of a product lie in their arrays: element (r, c) at `at + r·row + c·column`. */
export interface Product {
  /** Sizes: `[m, n] × [n, p] → [m, p]`. */
  readonly m: number;
  readonly n: number;
  readonly p: number;
  readonly left: { readonly at: number; readonly row: number; readonly column: number };
  /** Neighbours in a row are adjacent here and in the output. */
  readonly right: { readonly at: number; readonly row: number };
  readonly out: { readonly at: number; readonly row: number };
}

/**
 * Adds a matrix product to what is there: out[r, c] += Σ_q a[r, q] · b[q, c], four q at a time.
 *
 * Everything that sums products is this loop, over doubles only, so that the engine compiles it once and well.
 */
export function addProduct(out: Float64Array, a: Float64Array, b: Float64Array, product: Product): void {
  const { m, n, p, left, right } = product;
  const step = left.column;
  const fours = n - (n % 4);
  for (let r = 0; r < m; r++) {
    const first = product.out.at + r * product.out.row;
    const last = first + p;
    let i = left.at + r * left.row;
    let b0 = right.at;
    let q = 0;
    for (; q < fours; q += 4, i += 4 * step, b0 += 4 * right.row) {
      const a0 = a[i]!;
      const a1 = a[i + step]!;
      const a2 = a[i + 2 * step]!;
      const a3 = a[i + 3 * step]!;
      let j0 = b0;
      let j1 = j0 + right.row;
      let j2 = j1 + right.row;
      let j3 = j2 + right.row;
      for (let o = first; o < last; o++)
        out[o]! += a0 * b[j0++]! + a1 * b[j1++]! + a2 * b[j2++]! + a3 * b[j3++]!;
    }
    for (; q < n; q++, i += step, b0 += right.row) {
      const a0 = a[i]!;
      for (let o = first, j = b0; o < last; o++, j++) out[o]! += a0 * b[j]!;
    }
  }
}

/** Values as doubles: the same array when it is that already. */
export function asDoubles(values: TypedArray): Float64Array {
  return values instanceof Float64Array ? values : new Float64Array(values);
}

/** Zeros to add up in, one for each element of an output: the output itself where it holds doubles. */
export function sumsFor({ values }: Operand): Float64Array {
  return values instanceof Float64Array ? values : new Float64Array(values.length);
}

/** Rounds the sums of {@link sumsFor} into the output, unless they are there already. */
export function roundInto({ values }: Operand, sums: Float64Array): void {
  if (values !== sums) values.set(sums);
}
