import { NamiError, OptionError } from "@nami/errors";
import { tensor } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { numpyFiles } from "../../test/numpy-files.js";
import { readNpy } from "./read-npy.js";
import { writeNpy } from "./write-npy.js";

describe("writeNpy", () => {
  test("writes the bytes that NumPy writes", () => {
    expect(writeNpy({ data: Float32Array.of(1, 2.5, -3, 4, 5, 1e30), shape: [2, 3] })).toEqual(numpyFiles.f4);
    expect(writeNpy({ data: Int32Array.of(3), shape: [] })).toEqual(numpyFiles.scalar);
    expect(writeNpy({ data: Uint8Array.of(0, 255), shape: [2, 1] })).toEqual(numpyFiles.u1);
    expect(writeNpy({ data: Uint8Array.of(1, 0), shape: [2], dtype: "bool" })).toEqual(numpyFiles.b1);
    expect(writeNpy({ data: new Float64Array(0), shape: [0, 5] })).toEqual(numpyFiles.empty);
  });

  test("gives back what it was given, NaN, infinities and zeros with a sign included", () => {
    for (const data of [
      Float64Array.of(Number.NaN, Infinity, -Infinity, -0, 5e-324, Number.MAX_VALUE),
      Float32Array.of(Number.NaN, Infinity, -Infinity, -0, 2 ** -149, 1),
      Int32Array.of(-(2 ** 31), 2 ** 31 - 1, 0, 1, 2, 3),
    ]) {
      const { data: again, shape } = readNpy(writeNpy({ data, shape: [3, 1, 2] }));
      expect(shape).toEqual([3, 1, 2]);
      expect(again.every((value, i) => Object.is(value, data[i]))).toBe(true);
    }
  });

  test("begins the values at a multiple of 64 bytes for long shapes too", () => {
    const shape = new Array<number>(32).fill(1);
    const bytes = writeNpy({ data: Float64Array.of(7), shape });
    expect((bytes.length - 8) % 64).toBe(0);
    expect(readNpy(bytes)).toMatchObject({ data: Float64Array.of(7), shape });
  });

  test("refuses shapes that do not hold the data, and dtypes that are not the array's", () => {
    expect(() => writeNpy({ data: Float64Array.of(1), shape: [2] })).toThrow(
      "writeNpy: the shape must have at most 32 axes and hold the data, got [2] for 1 values. Pass the shape that they fill.",
    );
    expect(() => writeNpy({ data: Float64Array.of(1), shape: [-1, -1] })).toThrow("writeNpy: the shape");
    expect(() => writeNpy({ data: Float64Array.of(1), shape: [1], dtype: "float32" })).toThrow(
      "writeNpy: the dtype must be that of the array (float64), got float32.",
    );
    expect(() => writeNpy({ data: [1] as never, shape: [1] })).toThrow(NamiError);
  });

  test("shows the record that it takes to whoever passes an array or a tensor", () => {
    const slips: readonly (readonly [unknown, string])[] = [
      [Float32Array.of(1, 2), "Float32Array"],
      [tensor([1, 2]), "Tensor"],
      [{ data: Float32Array.of(1, 2) }, "a record of data"],
      [{}, "a record of nothing"],
      [undefined, "undefined"],
    ];
    for (const [slip, got] of slips) {
      expect(() => writeNpy(slip as never)).toThrow(OptionError);
      expect(() => writeNpy(slip as never)).toThrow(
        `writeNpy: one record { data, shape } must be given, got ${got}. Use writeNpy({ data, shape }); for a tensor x these are await x.data() and x.shape.`,
      );
    }
  });
});
