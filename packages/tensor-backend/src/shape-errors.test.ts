import { NamiError } from "@nami/errors";
import { describe, expect, test } from "vitest";
import {
  add, arange, broadcastTo, concat, conv2d, cumsum, dot, expandDims, full, gather, greater,linspace, matmul, matrixTranspose, max, meanPool2d, ones, pad, reshape, reverse, scatterAdd, slice, splitAxis, squeeze, stack, sum, type Tensor, tensor, transpose, upsample2d, where, 
} from "./index.js"; // biome-ignore format: a list

/** What a caller without types might pass. */
const untyped = <T>(value: unknown): T => value as T;
const x = ones([2, 3]);
const rows = tensor([0, 1], [2], "int32");

describe("shapes that do not fit get an error that names them and says what to do", () => {
  test.each<readonly [string, () => Tensor | readonly Tensor[], string]>([
    ["add", () => add(x, ones([2])), "add: shapes must agree or be 1 on every axis, counted from the last, got [2, 3] and [2]. Reshape or expandDims one of them."],
    ["where", () => where(greater(x, 0), x, ones([4])), "where: shapes must agree or be 1 on every axis, counted from the last, got [2, 3] and [4]."],
    ["matmul", () => matmul(x, x), "matmul: inner sizes must agree, got [2, 3] and [2, 3]. The last axis of the first must equal the second-last of the second."],
    ["matmul of scalars", () => matmul(tensor(1), x), "matmul: operands must have an axis, got [] and [2, 3]. Use mul for scalars."],
    ["matmul of batches", () => matmul(ones([2, 3, 4]), ones([5, 4, 2])), "matmul: shapes must agree or be 1 on every axis, counted from the last, got [2] and [5]."],
    ["dot of scalars", () => dot(tensor(1), tensor(2)), "dot: operands must have an axis, got two scalars. Use mul."],
    ["matrixTranspose of a vector", () => matrixTranspose(ones([3])), "matrixTranspose: the operand must have two axes or more, got [3]. Use expandDims."],
    ["reshape", () => reshape(x, [4]), "reshape: the number of elements must stay 6, got [4] for [2, 3]. Use -1 for one axis to have it computed."],
    ["reshape with an open axis", () => reshape(x, [-1, 4]), "reshape: the axis -1 must come out as an integer, got [-1, 4] for [2, 3]. The other axes must divide 6."],
    ["reshape with two open axes", () => reshape(ones([4]), [-1, -1]), "reshape: the axis -1 must come out as an integer, got [-1, -1] for [4]."],
    ["reshape to a negative size", () => reshape(x, [-2, -3]), "reshape: a shape is a list of non-negative integers, got [-2, -3]. Check the axis -2."],
    ["transpose", () => transpose(x, [0, 0]), "transpose: the permutation must name each of the 2 axes once, got [0, 0]. The tensor has shape [2, 3]."],
    ["broadcastTo another size", () => broadcastTo(x, [2, 4]), "broadcastTo: shapes must agree or be 1 on every axis, counted from the last, got [2, 3] and [2, 4]."],
    ["broadcastTo a smaller shape", () => broadcastTo(x, [3]), "broadcastTo: the target must not be smaller, got [3] for [2, 3]. Use sum or slice to shrink."],
    ["squeeze", () => squeeze(x, 0), "squeeze: axis 0 must have size 1, got [2, 3]. Use slice or sum to drop it."],
    ["expandDims", () => expandDims(x, 4), "expandDims: axis must be an integer from -3 to 2, got 4. The tensor has rank 3."],
    ["sum over an axis that is not there", () => sum(x, { axis: 2 }), "sum: axis must be an integer from -2 to 1, got 2. The tensor has rank 2."],
    ["sum over an axis twice", () => sum(x, { axis: [0, -2] }), "sum: axes must be distinct, got [0, 0]. Name each axis once."],
    ["max over half an axis", () => max(x, { axis: 0.5 }), "max: axis must be an integer from -2 to 1, got 0.5."],
    ["cumsum of a scalar", () => cumsum(tensor(1)), "cumsum: axis must be an integer from 0 to -1, got -1."],
    ["concat of nothing", () => concat([]), "concat: there must be at least one tensor, got none. Pass [x, …]."],
    ["concat of two ranks", () => concat([x, ones([3])]), "concat: ranks must agree, got [2, 3] and [3]. Use expandDims."],
    ["concat", () => concat([x, ones([1, 3])], 1), "concat: shapes must agree but for axis 1, got [2, 3] and [1, 3]. Broadcast or reshape them first."],
    ["stack", () => stack([x, ones([2, 2])]), "concat: shapes must agree but for axis 0, got [1, 2, 3] and [1, 2, 2]."],
    ["slice beyond the end", () => slice(x, [1, 1], [1, 3]), "slice: the slice must lie within the tensor, got start [1, 1] and size [1, 3] of [2, 3]. Check axis 1."],
    ["slice of the full size from the middle", () => slice(ones([3]), [1], [3]), "slice: the slice must lie within the tensor, got start [1] and size [3] of [3]. Check axis 0."],
    ["slice before the start", () => slice(ones([3]), [-5]), "slice: the slice must lie within the tensor, got start [-2]"],
    ["slice at a fraction", () => slice(ones([3]), [0.5], [1]), "slice: the slice must lie within the tensor, got start [0.5] and size [1] of [3]."],
    ["slice of a negative size", () => slice(ones([3]), [0], [-2]), "slice: start and size must be lists of integers, sizes −1 or more, got 0 and -2. Pass for example [0, 1] and [2, -1]."],
    ["slice of more axes", () => slice(ones([3]), [0, 0]), "slice: start and size must not be longer than the rank, got [0, 0] for [3]. Drop the extra axes."],
    ["splitAxis", () => splitAxis(x, 2), "splitAxis: the parts must add up to the axis, got [1.5, 1.5] for size 3. Pass sizes that add up to 3."],
    ["splitAxis into a negative count", () => splitAxis(x, -1), "splitAxis: parts must be a count of equal parts or a list of their sizes, got -1. Pass for example 2 or [1, 2]."],
    ["splitAxis into one and a half", () => splitAxis(x, 1.5), "splitAxis: parts must be a count of equal parts or a list of their sizes, got 1.5."],
    ["splitAxis into a negative part", () => splitAxis(x, [-1, 4]), "splitAxis: the parts must add up to the axis, got [-1, 4] for size 3."],
    ["pad", () => pad(x, [[1, 0]]), "pad: widths must be one pair of non-negative integers for each axis, got [[1,0]] for [2, 3]. Use slice to shrink."],
    ["pad by less than nothing", () => pad(ones([3]), [[-1, 0]]), "pad: widths must be one pair of non-negative integers for each axis, got [[-1,0]] for [3]."],
    ["reverse", () => reverse(x, 5), "reverse: axis must be an integer from -2 to 1, got 5."],
    ["gather at floats", () => gather(x, ones([1])), 'gather: indices must be an int32 vector, got float32[1]. Use cast(i, "int32") and reshape(i, [-1]).'],
    ["gather along an axis that is not there", () => gather(x, rows, { axis: 2 }), "gather: axis must be an integer from -2 to 1, got 2."],
    ["scatterAdd", () => scatterAdd(ones([3, 2]), rows, { size: 4 }), "scatterAdd: there must be one index for each slice, got indices"],
    ["scatterAdd to a negative size", () => scatterAdd(x, rows, { size: -1 }), "scatterAdd: a shape is a list of non-negative integers, got [-1]."],
    ["conv2d of a vector", () => conv2d(x, ones([1, 1, 1, 1])), "conv2d: x must be [N, H, W, C] and the filter [kh, kw, C, O], got [2, 3] and [1, 1, 1, 1]. Transpose or reshape them."],
    ["conv2d with other channels", () => conv2d(ones([1, 4, 4, 3]), ones([3, 3, 2, 1])), "conv2d: x must be [N, H, W, C] and the filter [kh, kw, C, O], got [1, 4, 4, 3] and [3, 3, 2, 1]."],
    ["conv2d with a filter that is too large", () => conv2d(ones([1, 2, 2, 1]), ones([4, 4, 1, 1]), { padding: "valid" }), "conv2d: the filter must have pixels and fit, got [4, 4, 1, 1] for [1, 2, 2, 1]. Add padding."],
    ["conv2d with a filter that is too large by one", () => conv2d(ones([1, 4, 4, 1]), ones([5, 4, 1, 1]), { padding: "valid" }), "conv2d: the filter must have pixels and fit, got [5, 4, 1, 1] for [1, 4, 4, 1]."],
    ["conv2d with a filter that is too large by less than a stride", () => conv2d(ones([1, 4, 4, 1]), ones([4, 5, 1, 1]), { padding: "valid", strides: 2 }), "conv2d: the filter must have pixels and fit, got [4, 5, 1, 1] for [1, 4, 4, 1]."],
    ["conv2d with a filter without pixels", () => conv2d(ones([1, 4, 4, 1]), ones([0, 1, 1, 1]), { padding: "valid" }), "conv2d: the filter must have pixels and fit, got [0, 1, 1, 1] for [1, 4, 4, 1]."],
    ["conv2d with a stride of 0", () => conv2d(ones([1, 2, 2, 1]), ones([1, 1, 1, 1]), { strides: 0 }), "conv2d: strides must be a positive integer or a pair of them, got 0. Pass 1 or more."],
    ["conv2d with three strides", () => conv2d(ones([1, 2, 2, 1]), ones([1, 1, 1, 1]), { strides: untyped([1, 2, 3]) }), "conv2d: strides must be a positive integer or a pair of them, got 1,2,3."],
    ["conv2d with one number of padding a side", () => conv2d(ones([1, 2, 2, 1]), ones([1, 1, 1, 1]), { padding: untyped([[1], [1]]) }), 'conv2d: padding must be "same", "valid" or two pairs of non-negative integers, got [[1],[1]].'],
    ["conv2d with negative padding", () => conv2d(ones([1, 2, 2, 1]), ones([1, 1, 1, 1]), { padding: [[-1, 0], [0, 0]] }), 'conv2d: padding must be "same", "valid" or two pairs of non-negative integers, got [[-1,0],[0,0]]. Use slice to cut.'],
    ["meanPool2d", () => meanPool2d(ones([1, 3, 4, 1]), 2), "meanPool2d: the window must tile the image, got [2, 2] for [1, 3, 4, 1]. Pad or choose a divisor."],
    ["meanPool2d by nothing", () => meanPool2d(ones([1, 3, 4, 1]), 0), "meanPool2d: the window must be a positive integer or a pair of them, got 0. Pass 1 or more."],
    ["meanPool2d of integers", () => meanPool2d(tensor([1, 2, 4, 4], [1, 2, 2, 1], "int32"), 2), 'meanPool2d: the dtype must be a float, got int32. Use cast(x, "float32").'],
    ["upsample2d by a fraction", () => upsample2d(ones([1, 2, 2, 1]), 1.5), "upsample2d: the factor must be a positive integer or a pair of them, got 1.5. Pass 1 or more."],
    ["upsample2d by one factor of two", () => upsample2d(ones([1, 2, 2, 1]), untyped([2])), "upsample2d: the factor must be a positive integer or a pair of them, got 2."],
    ["full", () => full([2.5], 1), "full: a shape is a list of non-negative integers, got [2.5]. Check the axis 2.5."],
    ["arange", () => arange(0, 1, 0), "arange: start, stop and step must give a finite count, got 0, 1, 0. Pass a step other than 0."],
    ["arange of truth values", () => arange(0, 4, 1, "bool"), "arange: the dtype must be a number type, got bool."],
    ["linspace of integers", () => linspace(0, 1, 3, untyped("int32")), "linspace: the dtype must be a float, got int32."],
    ["linspace of an unknown dtype", () => linspace(0, 1, 3, untyped("float16")), "linspace: dtype must be one of float32, float64, int32, bool, got float16."],
    ["linspace", () => linspace(0, 1, 0), "linspace: count must be a positive integer, got 0. Pass at least 1."],
    ["tensor", () => tensor([1, 2, 3], [2]), "tensor: shape must hold the data, got [2] for 3 values. Pass the shape that the values fill."],
    ["tensor of ragged rows", () => tensor([[1, 2], [3]]), "tensor: rows must have one shape, got [2] at row 0 and [1] at row 1. Pad or cut them."],
    ["tensor of fractions as int32", () => tensor([0.5], [1], "int32"), "tensor: int32 values are integers within 32 bits, got 0.5. Round it, or pass a float dtype."],
  ])("%s", (_, make, message) => {
    expect(make).toThrow(message);
    expect(make).toThrow(NamiError);
  }); // biome-ignore format: a table
});
