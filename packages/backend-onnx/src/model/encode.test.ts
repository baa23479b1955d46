import { PbfReader } from "pbf";
import { describe, expect, test } from "vitest";
import { openModel, runtimes } from "../testing/run-model.js";
import { graphWriter } from "./emitter.js";
import { encodeModel } from "./encode.js";
import type { OnnxGraph, OnnxType } from "./model.js";

/** Fields of a message by number: numbers of varints, bytes of all else, in order. */
function fieldsOf(bytes: Uint8Array): Map<number, (number | Uint8Array)[]> {
  const fields = new Map<number, (number | Uint8Array)[]>();
  new PbfReader(bytes).readFields((tag, result, pbf) => {
    const value =
      (pbf.type & 7) === 0 ? pbf.readVarint(true) : (pbf.type & 7) === 2 ? pbf.readBytes() : pbf.readFloat();
    result.set(tag, [...(result.get(tag) ?? []), value]);
  }, fields);
  return fields;
}

const inner = (
  fields: Map<number, (number | Uint8Array)[]>,
  tag: number,
): Map<number, (number | Uint8Array)[]>[] =>
  (fields.get(tag) ?? []).map((bytes) => fieldsOf(bytes as Uint8Array));
const text = (value: number | Uint8Array | undefined): string =>
  new TextDecoder().decode(value as Uint8Array);

/** The graph whose outputs are constants. */
function constants(entries: readonly { type: OnnxType; shape: number[]; values: number[] }[]): OnnxGraph {
  const writer = graphWriter();
  const names = entries.map(({ type, values, shape }) => writer.constant(type, values, shape));
  const outputs = entries.map(({ type, shape }, i) => ({ name: `o${i}`, type, shape }));
  writer.publish(
    names,
    outputs.map(({ name }) => name),
  );
  return { name: "constants", inputs: [], outputs, constants: writer.constants, nodes: writer.nodes };
}

describe("encodeModel", () => {
  test("says format 8 and operator set 17, and contrib operators only where they are used", () => {
    const bare = fieldsOf(encodeModel({ name: "g", inputs: [], outputs: [], constants: [], nodes: [] }));
    expect(bare.get(1)).toEqual([8]);
    expect(text(bare.get(2)![0])).toBe("nami");
    expect(inner(bare, 8).map((set) => [text(set.get(1)?.[0] ?? new Uint8Array()), set.get(2)![0]])).toEqual([
      ["", 17],
    ]);
    const writer = graphWriter();
    writer.contrib("QuickGelu", ["x"], { alpha: { float: 1 } });
    const { nodes } = writer;
    const sets = inner(
      fieldsOf(encodeModel({ name: "g", inputs: [], outputs: [], constants: [], nodes })),
      8,
    );
    expect(sets.map((set) => text(set.get(1)?.[0] ?? new Uint8Array()))).toEqual(["", "com.microsoft"]);
  });

  test("writes operators with their operands, and attributes of each kind", () => {
    const writer = graphWriter();
    const y = writer.op("Made", ["x", "w"], { whole: -3, text: "add", list: [1, -2], half: { float: 0.5 } });
    const [graph] = inner(
      fieldsOf(encodeModel({ name: "g", inputs: [], outputs: [], constants: [], nodes: writer.nodes })),
      7,
    );
    const [node] = inner(graph!, 1);
    expect(node!.get(1)!.map(text)).toEqual(["x", "w"]);
    expect(node!.get(2)!.map(text)).toEqual([y]);
    expect(text(node!.get(4)![0])).toBe("Made");
    const attributes = inner(node!, 5);
    expect(attributes.map((a) => [text(a.get(1)![0]), a.get(20)![0]])).toEqual([
      ["whole", 2],
      ["text", 3],
      ["list", 7],
      ["half", 1],
    ]);
    expect(attributes[0]!.get(3)).toEqual([-3]);
    expect(text(attributes[1]!.get(4)![0])).toBe("add");
    expect(attributes[2]!.get(8)).toEqual([1, -2]);
    expect(attributes[3]!.get(2)).toEqual([0.5]);
  });

  const entries = [
    { type: "float32", shape: [2, 2], values: [1.5, -0, Number.NaN, Number.POSITIVE_INFINITY] },
    { type: "float64", shape: [2], values: [0.1, -1e300] },
    { type: "int32", shape: [2], values: [-(2 ** 31), 2 ** 31 - 1] },
    { type: "bool", shape: [3], values: [1, 0, 1] },
    { type: "float32", shape: [], values: [7] },
  ] as const;

  test.each(Object.keys(runtimes) as (keyof typeof runtimes)[])(
    "constants of every dtype come out of %s as they went in",
    async (runtime) => {
      const run = await openModel(
        runtime,
        encodeModel(constants(entries.map((e) => ({ ...e, shape: [...e.shape], values: [...e.values] })))),
      );
      const results = await run({});
      for (const [i, { type, shape, values }] of entries.entries()) {
        const { data, ...rest } = results[`o${i}`]!;
        expect(rest).toEqual({ type, shape });
        for (const [j, value] of Array.from(data).entries())
          expect(value).toBe(type === "float32" ? Math.fround(values[j]!) : values[j]!);
      }
    },
  );
});

describe("graphWriter", () => {
  test("stores equal constants once, and tells 0 from −0 and types and shapes apart", () => {
    const writer = graphWriter();
    const first = writer.constant("float32", [0]);
    expect(writer.constant("float32", [0])).toBe(first);
    const others = [
      writer.constant("float32", [-0]),
      writer.constant("float64", [0]),
      writer.constant("float32", [0], [1]),
    ];
    expect(new Set([first, ...others]).size).toBe(4);
    expect(writer.constants).toHaveLength(4);
  });

  test("copies an input or a constant, and a value that is published twice, to the names outside; what none needs goes", () => {
    const writer = graphWriter();
    const y = writer.op("Neg", ["x"]);
    const z = writer.op("Abs", [y]);
    writer.op("Exp", [z]);
    writer.publish([y, y, "x", z], ["a", "b", "c", "d"]);
    expect(writer.nodes.map(({ operator, inputs, outputs }) => [operator, inputs, outputs])).toEqual([
      ["Neg", ["x"], ["a"]],
      ["Abs", ["a"], ["d"]],
      ["Identity", ["a"], ["b"]],
      ["Identity", ["x"], ["c"]],
    ]);
  });

  test("prefixes its names, so that an inner graph has its own", () => {
    const writer = graphWriter("body.");
    expect([writer.op("Neg", ["x"]), writer.constant("int64", [1])]).toEqual(["body.v0", "body.c0"]);
  });
});
