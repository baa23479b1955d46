import { DataError } from "@nami/errors";
import { describe, expect, test } from "vitest";
import { f32, file } from "../testing/hand-made-file.js";
import { entry, refusedSafetensors } from "../testing/refused-safetensors.js";
import { readSafetensors } from "./read.js";
import { writeSafetensors } from "./write.js";

describe("readSafetensors", () => {
  test("reads a file made by hand from the description of the format", () => {
    const text =
      '{"__metadata__":{"format":"pt"},"b":{"dtype":"BOOL","shape":[3],"data_offsets":[20,23]},' +
      '"d":{"dtype":"F64","shape":[],"data_offsets":[0,8]},"i":{"dtype":"I32","shape":[1],"data_offsets":[16,20]},' +
      '"x":{"dtype":"F32","shape":[2,1],"data_offsets":[8,16]},"none":{"dtype":"F32","shape":[0,7],"data_offsets":[8,8]}}  ';
    const data = Uint8Array.from([
      ...[0x18, 0x2d, 0x44, 0x54, 0xfb, 0x21, 0x09, 0x40], // π
      ...[0x00, 0x00, 0x80, 0x3f, 0x00, 0x00, 0x20, 0xc0], // 1, -2.5
      ...[0xfe, 0xff, 0xff, 0xff, 1, 0, 1], // -2; true, false, true
    ]);
    const { tensors, metadata } = readSafetensors(file(text, data));
    expect([...metadata]).toEqual([["format", "pt"]]);
    expect(tensors.get("d")).toEqual({ dtype: "float64", shape: [], values: Float64Array.of(Math.PI) });
    expect(tensors.get("x")).toEqual({ dtype: "float32", shape: [2, 1], values: Float32Array.of(1, -2.5) });
    expect(tensors.get("i")).toEqual({ dtype: "int32", shape: [1], values: Int32Array.of(-2) });
    expect(tensors.get("b")).toEqual({ dtype: "bool", shape: [3], values: Uint8Array.of(1, 0, 1) });
    expect(tensors.get("none")).toEqual({ dtype: "float32", shape: [0, 7], values: new Float32Array() });
  });

  test("reads values at odd places of a larger buffer, and copies them", () => {
    const text = `{"a":${entry({ dtype: '"BOOL"', shape: "[1]", offsets: "[0,1]" })},"d":${entry({ dtype: '"F64"', shape: "[1]", offsets: "[1,9]" })}}`;
    const whole = file(text, Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f));
    const within = new Uint8Array(whole.length + 3);
    within.set(whole, 3);
    const { tensors } = readSafetensors(within.subarray(3));
    within.fill(0);
    expect(tensors.get("d")?.values).toEqual(Float64Array.of(1));
  });

  test("takes white space where JSON has it, keys in any order, and escapes", () => {
    const text = '{ "\\u0061\\"\\/" : { "data_offsets" : [ 0 , 4 ] ,\t"shape":[\n1 ], "dtype":"F32" } }\r\n ';
    expect([...readSafetensors(file(text, 4)).tensors.keys()]).toEqual(['a"/']);
  });

  test("reads an empty file of the format", () => {
    expect(readSafetensors(file("{}"))).toEqual({ tensors: new Map(), metadata: new Map() });
  });

  test("refuses a file of 4 KB cut at any byte, and with any bytes added", () => {
    const whole = writeSafetensors(
      new Map([["weights", f32(...new Array(1000).fill(1))]]),
      new Map([["step", "3"]]),
    );
    expect(whole.length).toBeGreaterThan(4000);
    expect(readSafetensors(whole).tensors.size).toBe(1);
    for (let length = 0; length < whole.length; length++)
      expect(() => readSafetensors(whole.subarray(0, length)), `${length} bytes`).toThrow(DataError);
    const longer = new Uint8Array(whole.length + 1);
    longer.set(whole);
    expect(() => readSafetensors(longer)).toThrow("tensors must fill the file, got 1 bytes beyond the last");
  });

  test.for(refusedSafetensors)("refuses %s", ([, bytes, message]) => {
    let error: unknown;
    try {
      readSafetensors(bytes());
    } catch (caught) {
      error = caught;
    }
    expect(error).toBeInstanceOf(DataError);
    expect((error as DataError).message).toContain(message);
  });

  test("leaves Object.prototype as it was", () => {
    expect(() => readSafetensors(file('{"__proto__":{"dtype":"F32"}}'))).toThrow(DataError);
    const { metadata } = readSafetensors(file('{"__metadata__":{"__proto__":"polluted"}}'));
    expect(metadata.get("__proto__")).toBe("polluted");
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});
