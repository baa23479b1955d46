import { OptionError, ShapeError } from "@nami/errors";
import { tensor } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { f32, file } from "../testing/hand-made-file.js";
import { readSafetensors, type StoredTensor } from "./read.js";
import { writeSafetensors } from "./write.js";

describe("writeSafetensors", () => {
  test("writes what the format describes, byte by byte", () => {
    const bytes = writeSafetensors(new Map([["x", f32(1)]]), new Map([["a", "b"]]));
    const text = '{"__metadata__":{"a":"b"},"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
    const padded = text.padEnd(Math.ceil(text.length / 8) * 8);
    expect(bytes).toEqual(file(padded, Uint8Array.of(0, 0, 0x80, 0x3f)));
  });

  test("gives back what it was given, special values included, with all values aligned", () => {
    const tensors = new Map<string, StoredTensor>([
      ["b", { dtype: "bool", shape: [3], values: Uint8Array.of(0, 1, 1) }],
      ["f", f32(Number.NaN, -0, Number.POSITIVE_INFINITY, 1e-45)],
      ["i", { dtype: "int32", shape: [1, 1], values: Int32Array.of(-(2 ** 31)) }],
      ["d", { dtype: "float64", shape: [], values: Float64Array.of(5e-324) }],
      ["none", { dtype: "float64", shape: [2, 0], values: new Float64Array() }],
      ['α "quoted"', f32(2)],
    ]);
    const { tensors: back, metadata } = readSafetensors(
      writeSafetensors(tensors, new Map([["π", "\u0000\n"]])),
    );
    expect(Object.fromEntries(back)).toEqual(Object.fromEntries(tensors));
    expect([...metadata]).toEqual([["π", "\u0000\n"]]);
    expect([...back.keys()]).toEqual(["d", "none", "f", "i", 'α "quoted"', "b"]);
  });

  test("does not depend on the order of its tensors", () => {
    const entries: [string, StoredTensor][] = [
      ["a", f32(1)],
      ["b", f32(2)],
    ];
    expect(writeSafetensors(new Map(entries))).toEqual(writeSafetensors(new Map(entries.toReversed())));
  });

  test("takes records in place of Maps", () => {
    expect(writeSafetensors({ x: f32(1), y: f32(2) }, { a: "b" })).toEqual(
      writeSafetensors(
        new Map([
          ["x", f32(1)],
          ["y", f32(2)],
        ]),
        new Map([["a", "b"]]),
      ),
    );
  });

  test("says how to write a tensor, and what it takes", () => {
    expect(() => writeSafetensors({ x: tensor([1]) as never })).toThrow(
      "writeSafetensors: x must be { dtype, shape, values }, got a Tensor. For a tensor x pass { dtype: x.dtype, shape: x.shape, values: await x.data() }.",
    );
    expect(() => writeSafetensors({ x: undefined as never })).toThrow(
      "x must be { dtype, shape, values }, got nothing.",
    );
    expect(() => writeSafetensors([f32(1)] as never)).toThrow(
      "writeSafetensors: tensors must be a Map or a record by name, got an array. Pass { name: value }.",
    );
    expect(() => writeSafetensors({}, { step: 1 as never })).toThrow(
      "writeSafetensors: metadata must be strings, got 1. Use String(value).",
    );
  });

  test("refuses names and values that could not be read back", () => {
    for (const name of ["", "__metadata__", "__proto__", "\u202e", "\ud800", "n".repeat(5000)])
      expect(() => writeSafetensors(new Map([[name, f32(1)]]))).toThrow(OptionError);
    const short: StoredTensor = { dtype: "float32", shape: [3], values: Float32Array.of(1) };
    expect(() => writeSafetensors(new Map([["x", short]]))).toThrow(ShapeError);
    expect(() => writeSafetensors(new Map([["x", { ...f32(1), dtype: "float64" }]]))).toThrow(
      "x of float64 [1] must have 1 values of 8 bytes, got 1 in 4",
    );
    expect(() => writeSafetensors(new Map(), new Map([["a", "\udc00"]]))).toThrow(
      "metadata must be well-formed",
    );
    const deep: StoredTensor = { dtype: "float32", shape: new Array(33).fill(1), values: Float32Array.of(1) };
    expect(() => writeSafetensors(new Map([["x", deep]]))).toThrow("at most 32 axes, got 33");
  });
});
