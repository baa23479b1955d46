import type { TypedArray } from "../dtype.js";
import type { PrimitiveName } from "../primitives.js";
import type { Kernel } from "./kernel.js";
import { broadcastView, viewOf, walkRows } from "./rows.js";

/**
 * Writes f(x, y) to z[k … end-1] along one row: x from index i in steps of di, y from index j in steps of dj. A step
 * of 0 is a value that the whole row shares.
 */
export type PairLoop = (
  z: TypedArray,
  k: number,
  end: number,
  x: TypedArray,
  i: number,
  di: number,
  y: TypedArray,
  j: number,
  dj: number,
) => void;

/**
 * A kernel of two operands that broadcast like NumPy.
 *
 * Operands of equal shapes, and a scalar with anything, are one call of the loop; otherwise one call for each row.
 *
 * @param loop written out for each operation, so that the engine compiles each to code of its own
 * @param integerLoop used instead on an int32 output
 */
export function broadcastPair(loop: PairLoop, integerLoop: PairLoop = loop): Kernel<PrimitiveName> {
  return (output, inputs) => {
    const [x, y] = [inputs[0]!, inputs[1]!];
    const run = output.dtype === "int32" ? integerLoop : loop;
    const views = [
      viewOf(output.shape),
      broadcastView(x.shape, output.shape),
      broadcastView(y.shape, output.shape),
    ];
    const [z, a, b] = [output.values, x.values, y.values];
    walkRows(output.shape, views, (starts, steps, length) => {
      const k = starts[0]!;
      run(z, k, k + length, a, starts[1]!, steps[1]!, b, starts[2]!, steps[2]!);
    });
  };
}
