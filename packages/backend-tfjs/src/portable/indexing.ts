import type { KernelTable } from "../kernel.js";
import { around } from "./moving.js";

/** Gathering and scattering along one axis. On webgl and webgpu indices outside of the axis are not noticed. */
export const indexingKernels: Pick<KernelTable, "gather" | "scatterAdd"> = {
  gather: (scope, { shape, attributes: { axis } }, x, indices) => {
    const lines = scope.reshape(x!, around(x!.shape, axis));
    return scope.reshape(
      scope.call("GatherV2", { x: lines, indices: indices! }, { axis: 1, batchDims: 0 }),
      shape,
    );
  },
  scatterAdd: (scope, { shape, attributes: { axis, size } }, updates, indices) => {
    const [outer, count, inner] = around(updates!.shape, axis);
    const lines = scope.reshape(updates!, [outer, count, inner]);
    const first = scope.call("Transpose", { x: lines }, { perm: [1, 0, 2] });
    const sums = scope.call(
      "UnsortedSegmentSum",
      { x: scope.reshape(first, [count, outer * inner]), segmentIds: indices! },
      { numSegments: size },
    );
    const back = scope.call(
      "Transpose",
      { x: scope.reshape(sums, [size, outer, inner]) },
      { perm: [1, 0, 2] },
    );
    return scope.reshape(back, shape);
  },
};
