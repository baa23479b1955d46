import type { Kernel } from "../kernel.js";
import { dense, forEachRow, repeated } from "./strided.js";

/**
 * The element of a where the condition holds, else that of b; what is not chosen is not touched.
 *
 * A condition that is one number chooses a whole operand, which is shared and not copied when its shape fits.
 */
export const where: Kernel<"where"> = (scope, { shape, dtype }, condition, a, b) => {
  const { host } = scope;
  if (condition!.shape.every((size) => size === 1)) {
    const chosen = host.view(condition!)[0] !== 0 ? a! : b!;
    if (chosen.shape.length === shape.length && chosen.shape.every((size, axis) => size === shape[axis]))
      return chosen;
  }
  const out = scope.allocate(shape, dtype);
  const [z, c, x, y] = [host.view(out), host.view(condition!), host.view(a!), host.view(b!)];
  const layouts = [dense(shape), ...[condition!, a!, b!].map((input) => repeated(input.shape, shape))];
  forEachRow(shape, layouts, ([o, at, i, j], [, dc, di, dj], length) => {
    for (let n = 0, k = o!, t = at!, u = i!, v = j!; n < length; n++, k++, t += dc!, u += di!, v += dj!)
      z[k] = c[t] !== 0 ? x[u]! : y[v]!;
  });
  return out;
};
