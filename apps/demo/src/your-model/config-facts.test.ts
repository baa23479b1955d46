import { readFileSync } from "node:fs";
import { DataError } from "@nami/errors";
import { describe, expect, test } from "vitest";
import { configFacts, factsOf } from "./config-facts.js";

const facts = (text: string) => configFacts(new TextEncoder().encode(text));
const bomb = `a: &a [x,x,x,x,x,x,x,x]\n${["b", "c", "d", "e", "f"]
  .map((name, i) => `${name}: &${name} [${`*${"abcde"[i]},`.repeat(8)}]`)
  .join("\n")}\nfield: { activation: silu }\n`;

describe("the facts of a config", () => {
  test("are those that the command line writes, in YAML or JSON", () => {
    const quickstart = readFileSync(new URL("../../../cli/quickstart.yaml", import.meta.url));
    expect(configFacts(quickstart)).toEqual({ activation: "silu", path: "linear" });
    expect(facts('{"field":{"activation":"tanh"},"path":{"name":"lipman","sigmaMin":0.01}}')).toEqual({
      activation: "tanh",
      path: "lipman",
    });
    expect(facts("field: { hidden: 3 }")).toEqual({});
    expect(facts("field: {}\nprocess: { name: flow }\npath: vp")).toEqual({ path: "vp" });
    expect(facts("field: {}\ndataset: { file: a.npy, labels: b.npy }")).toEqual({ hasLabels: true });
    expect(facts("field: {}\ndataset: { name: conditionalClusters }")).toEqual({ hasLabels: true });
    expect(facts("field: {}\ndataset: { name: moons }")).toEqual({});
  });

  test("of weights are in their metadata", () => {
    const said = new Map([
      ["activation", "gelu"],
      ["path", "vp"],
      ["source", "ring"],
      ["step", "120"],
    ]);
    expect(factsOf(said)).toEqual({ activation: "gelu", path: "vp", source: "ring", step: 120 });
    expect(factsOf(new Map([["step", "__proto__"]]))).toEqual({});
  });

  test.each([
    ["no text", "", "must have a field with its activation"],
    ["a list", "[1, 2]", "must have a field"],
    ["a prototype", '{"__proto__": {"field": {"activation": "silu"}}}', "must have a field"],
    ["an unknown activation", "field: { activation: <b>x</b> }", 'got "<b>x</b>"'],
    ["an activation that is no text", "field: { activation: { toString: x, valueOf: y } }", "got object"],
    ["a path that is a list", "field: {}\npath: { name: [linear] }", "got object"],
    ["an activation that is nothing", "field: { activation: null }", "got null"],
    ["an unknown path", "field: {}\npath: ../../etc", "path must be one of linear"],
    ["a diffusion", "field: {}\nprocess: diffusion", 'process must be one of flow, got "diffusion"'],
    ["an interpolant", "field: {}\nprocess: { name: interpolant }", 'got "interpolant"'],
    ["a key twice", "field: {}\nfield: {}", "must be YAML or JSON"],
    ["a tag", "field: !!js/function x", "must be YAML or JSON"],
    ["an alias bomb", bomb, "must be YAML or JSON"],
    ["deep brackets", `field: ${"[".repeat(60_000)}`, "must be YAML or JSON"],
    ["too much", `# ${"x".repeat(70_000)}`, "may have 65536 bytes, got 70002"],
    ["an open quote", 'field: "', "must be YAML or JSON"],
  ])("refuse %s", (_, text, message) => {
    expect(() => facts(text)).toThrow(DataError);
    expect(() => facts(text)).toThrow(message);
  });

  test("refuse bytes that are no text, and leave every object as it was", () => {
    expect(() => configFacts(Uint8Array.of(0xff, 0xfe, 0))).toThrow("must be YAML or JSON");
    expect(Object.keys(Object.prototype)).toEqual([]);
  });
});
