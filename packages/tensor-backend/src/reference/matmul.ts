import type { TypedArray } from "../dtype.js";
import type { Kernel } from "./kernel.js";
import { broadcastView, walkRows } from "./rows.js";

/** Sizes and places of one product `[m, n] × [n, p] → [m, p]`. */
interface Product {
  readonly m: number;
  readonly n: number;
  readonly p: number;
  /** Where the left, right and output matrices begin. */
  readonly left: number;
  readonly right: number;
  readonly at: number;
}

/**
 * One matrix product by rows: out[r, :] = Σ_q a[r, q] · b[q, :], four q at a time, in double precision.
 *
 * @param row working space of p doubles
 */
function multiply(out: TypedArray, a: TypedArray, b: TypedArray, row: Float64Array, product: Product): void {
  const { m, n, p, left, right, at } = product;
  const fours = n - (n % 4);
  for (let r = 0; r < m; r++) {
    row.fill(0);
    const start = left + r * n;
    let q = 0;
    for (; q < fours; q += 4) {
      const [a0, a1, a2, a3] = [a[start + q]!, a[start + q + 1]!, a[start + q + 2]!, a[start + q + 3]!];
      const b0 = right + q * p;
      const b1 = b0 + p;
      const b2 = b1 + p;
      const b3 = b2 + p;
      for (let c = 0; c < p; c++)
        row[c]! += a0 * b[b0 + c]! + a1 * b[b1 + c]! + a2 * b[b2 + c]! + a3 * b[b3 + c]!;
    }
    for (; q < n; q++) {
      const a0 = a[start + q]!;
      const b0 = right + q * p;
      for (let c = 0; c < p; c++) row[c]! += a0 * b[b0 + c]!;
    }
    for (let c = 0; c < p; c++) out[at + r * p + c] = row[c]!;
  }
}

/**
 * `[…, m, n] × […, n, p] → […, m, p]`, leading axes broadcast.
 *
 * Sums are doubles and rounded once: for float32 every product is exact, and the result is off by its own rounding
 * and n·2⁻⁵³ of Σ|a·b|. On int32 it is exact while Σ|a·b| stays below 2⁵³, and then wraps. With n = 0 it is 0.
 */
export const matmul: Kernel<"matmul"> = (output, inputs) => {
  const [a, b] = [inputs[0]!, inputs[1]!];
  const batch = output.shape.slice(0, -2);
  const [m, n, p] = [a.shape.at(-2)!, a.shape.at(-1)!, b.shape.at(-1)!];
  const row = new Float64Array(p);
  const scaled = (shape: readonly number[], size: number) => {
    const { strides } = broadcastView(shape.slice(0, -2), batch);
    return { offset: 0, strides: strides.map((stride) => stride * size) };
  };
  const views = [scaled(output.shape, m * p), scaled(a.shape, m * n), scaled(b.shape, n * p)];
  walkRows(batch, views, ([at, left, right], [dAt, dLeft, dRight], length) => {
    for (let k = 0; k < length; k++)
      multiply(output.values, a.values, b.values, row, {
        m,
        n,
        p,
        at: at! + k * dAt!,
        left: left! + k * dLeft!,
        right: right! + k * dRight!,
      });
  });
};
