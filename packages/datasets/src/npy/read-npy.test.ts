import { DataError } from "@nami/errors";
import { describe, expect, test } from "vitest";
import { failure, file } from "../../test/npy-file.js";
import { numpyFiles } from "../../test/numpy-files.js";
import { refusedNpy } from "../../test/refused-npy.js";
import { readNpy } from "./read-npy.js";

describe("readNpy", () => {
  test("reads what NumPy wrote", () => {
    expect(readNpy(numpyFiles.f4)).toEqual({
      data: Float32Array.of(1, 2.5, -3, 4, 5, Math.fround(1e30)),
      shape: [2, 3],
      dtype: "float32",
      fortranOrder: false,
    });
    expect(readNpy(numpyFiles.i8).data).toEqual(Int32Array.of(1, -2, 2 ** 31 - 1));
    expect(readNpy(numpyFiles.bigEndian).data).toEqual(Float64Array.of(1.5, -2));
    expect(readNpy(numpyFiles.b1)).toMatchObject({ data: Uint8Array.of(1, 0), dtype: "bool" });
    expect(readNpy(numpyFiles.u1)).toMatchObject({
      data: Int32Array.of(0, 255),
      shape: [2, 1],
      dtype: "int32",
    });
    expect(readNpy(numpyFiles.scalar)).toMatchObject({ data: Int32Array.of(3), shape: [] });
    expect(readNpy(numpyFiles.empty)).toMatchObject({ data: new Float64Array(0), shape: [0, 5] });
    expect(readNpy(numpyFiles.version2).data).toEqual(Int32Array.of(1, 2));
    expect(readNpy(numpyFiles.version3).data).toEqual(Int32Array.of(1, 2));
  });

  test("turns column-major files into row-major data", () => {
    expect(readNpy(numpyFiles.fortran)).toMatchObject({
      data: Float64Array.of(0, 1, 2, 3, 4, 5),
      fortranOrder: true,
    });
    expect(readNpy(numpyFiles.fortran3).data).toEqual(Int32Array.from({ length: 24 }, (_, i) => i));
  });

  test("reads from the middle of a buffer", () => {
    const whole = numpyFiles.f4;
    const larger = new Uint8Array(whole.length + 3);
    larger.set(whole, 3);
    expect(readNpy(larger.subarray(3)).data[1]).toBe(2.5);
  });

  test("accepts the freedom that Python's literals have", () => {
    for (const header of [
      "{'shape':(1,),'fortran_order':False,'descr':'<f8'}",
      `{"descr": "<f8", "fortran_order": False, "shape": (1, 1)}   \n`,
    ])
      expect(readNpy(file(header, 8)).data).toEqual(Float64Array.of(0));
  });

  test.each(refusedNpy)("refuses %s", (_, bytes, rule) => {
    const message = failure(bytes);
    expect(message).toMatch(/^readNpy: .+, got .+\. .+/s);
    expect(message).toContain(rule);
  });

  test("refuses a file cut off anywhere", () => {
    const whole = numpyFiles.fortran3;
    for (let length = 0; length < whole.length; length++)
      expect(failure(whole.slice(0, length))).not.toBe("accepted");
  });

  test("survives every single changed byte of a header: an array or a DataError", () => {
    const whole = numpyFiles.f4;
    for (let at = 0; at < 128; at++)
      for (const byte of [0, 0x0a, 0x20, 0x27, 0x28, 0x2c, 0x39, 0x7b, 0xff]) {
        const damaged = whole.slice();
        damaged[at] = byte;
        try {
          readNpy(damaged);
        } catch (error) {
          if (!(error instanceof DataError)) throw error;
        }
      }
  });
});
