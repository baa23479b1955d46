import { CapabilityError, DataError, OptionError, ShapeError } from "@nami/errors";
import { describe, expect, test } from "vitest";
import type { Buffer } from "../backend.js";
import type { Graph } from "../graph.js";
import type { PrimitiveName } from "../primitives.js";
import { oneNodeGraph } from "../testing/apply-primitive.js";
import { kernels } from "./kernels.js";
import { type ReferenceBackend, referenceBackend } from "./reference-backend.js";

const pair = { shape: [2], dtype: "float32" } as const;

/** (x, y) → (x + y, (x + y)·x): one intermediate that is an output, and one that is not. */
const graph: Graph = {
  inputs: [pair, pair],
  nodes: [
    { primitive: "add", attributes: {}, inputs: [0, 1], ...pair },
    { primitive: "identity", attributes: {}, inputs: [2], ...pair },
    { primitive: "mul", attributes: {}, inputs: [3, 0], ...pair },
  ],
  outputs: [2, 4],
  fingerprint: "(x + y, (x + y)·x)",
};

function uploadPair(backend: ReferenceBackend, values: number[]): Buffer {
  return backend.upload(Float32Array.from(values), [2], "float32") as Buffer;
}

describe("a program", () => {
  test("runs its nodes in order and gives each output a buffer of its own", async () => {
    const backend = referenceBackend();
    const program = await backend.compile(graph);
    const inputs = [uploadPair(backend, [1, 2]), uploadPair(backend, [10, 20])];
    const outputs = await program.run(inputs);
    expect(await Promise.all(outputs.map((output) => backend.read(output)))).toEqual([
      Float32Array.of(11, 22),
      Float32Array.of(11, 44),
    ]);
    expect(outputs.map(({ shape, dtype }) => ({ shape, dtype }))).toEqual([pair, pair]);
  });

  test("borrows its inputs, and a hundred runs leave nothing behind", async () => {
    const backend = referenceBackend();
    const program = await backend.compile(graph);
    const inputs = [uploadPair(backend, [1, 2]), uploadPair(backend, [10, 20])];
    for (let run = 0; run < 100; run++) {
      const outputs = await program.run(inputs);
      expect(backend.numBuffers()).toBe(4);
      outputs.forEach(backend.free);
    }
    expect(await backend.read(inputs[0]!)).toEqual(Float32Array.of(1, 2));
    inputs.forEach(backend.free);
    expect(backend.numBuffers()).toBe(0);
  });

  test("that throws in a kernel leaves only its inputs", async () => {
    const backend = referenceBackend();
    const index = { shape: [1], dtype: "int32" } as const;
    const gather = oneNodeGraph("gather", [pair, index], { shape: [1], dtype: "float32" }, { axis: 0 });
    const program = await backend.compile(gather);
    const inputs = [uploadPair(backend, [1, 2]), backend.upload(Int32Array.of(2), [1], "int32") as Buffer];
    await expect(program.run(inputs)).rejects.toThrow(DataError);
    expect(backend.numBuffers()).toBe(2);
  });

  test("refuses inputs of another number, shape or dtype", async () => {
    const backend = referenceBackend();
    const program = await backend.compile(graph);
    const x = uploadPair(backend, [1, 2]);
    const long = backend.upload(new Float32Array(3), [3], "float32") as Buffer;
    const ints = backend.upload(new Int32Array(2), [2], "int32") as Buffer;
    await expect(program.run([x])).rejects.toThrow(
      "run: the graph takes 2 inputs, got 1. Pass one buffer for each.",
    );
    await expect(program.run([x, long])).rejects.toThrow(
      new ShapeError(
        "run: input 1 must be float32 [2], got float32 [3]. Pass buffers as the graph was compiled for.",
      ),
    );
    await expect(program.run([ints, x])).rejects.toThrow("run: input 0 must be float32 [2], got int32 [2].");
  });

  test("does not run after dispose", async () => {
    const backend = referenceBackend();
    const program = await backend.compile(graph);
    program.dispose();
    await expect(program.run([])).rejects.toThrow("run: a program must not be disposed, got one that is.");
  });
});

describe("buffers", () => {
  test("copy what is uploaded and what is read", async () => {
    const backend = referenceBackend({ dtype: "float64" });
    const values = Float64Array.of(1, 2);
    const buffer = (await backend.upload(values, [2], "float64")) as Buffer;
    values[0] = 5;
    const read = await backend.read(buffer);
    read[1] = 7;
    expect(await backend.read(buffer)).toEqual(Float64Array.of(1, 2));
  });

  test("hold values as the dtype has them: bools 0 or 1, floats rounded", async () => {
    const backend = referenceBackend();
    expect(await backend.read(await backend.upload(Uint8Array.of(0, 7), [2], "bool"))).toEqual(
      Uint8Array.of(0, 1),
    );
    const rounded = await backend.upload(Float64Array.of(0.1), [], "float32");
    expect(await backend.read(rounded)).toEqual(Float32Array.of(0.1));
  });

  test("are freed once, and not used after", async () => {
    const backend = referenceBackend();
    const buffer = uploadPair(backend, [1, 2]);
    backend.free(buffer);
    expect(() => backend.free(buffer)).toThrow(
      new CapabilityError(
        "free: a buffer of reference:float32 must be live, got one that was freed. Free each buffer once, after its last use.",
      ),
    );
    await expect(backend.read(buffer)).rejects.toThrow("read: a buffer of reference:float32 must be live");
    const program = await backend.compile(graph);
    await expect(program.run([buffer, buffer])).rejects.toThrow(
      "run: a buffer of reference:float32 must be live",
    );
    expect(backend.numBuffers()).toBe(0);
  });

  test("of another backend are refused", async () => {
    const foreign = uploadPair(referenceBackend(), [1, 2]);
    await expect(referenceBackend().read(foreign)).rejects.toThrow(
      new CapabilityError(
        "read: a buffer must be one that reference:float32 made, got one of another backend. Read it there and upload it here.",
      ),
    );
  });

  test("take one value for each element", () => {
    expect(() => referenceBackend().upload(new Float32Array(5), [2, 3], "float32")).toThrow(
      new ShapeError("upload: shape [2, 3] has 6 elements, got 5 values. Pass one value for each."),
    );
    expect(() => referenceBackend().upload(new Float32Array(0), [-1], "float32")).toThrow(ShapeError);
  });
});

describe("the backend", () => {
  test("names itself and its dtypes, with one float type", () => {
    const [single, double] = [referenceBackend(), referenceBackend({ dtype: "float64" })];
    expect([single.name, double.name]).toEqual(["reference:float32", "reference:float64"]);
    expect([...single.dtypes]).toEqual(["float32", "int32", "bool"]);
    expect([...double.dtypes]).toEqual(["float64", "int32", "bool"]);
  });

  test("supports every primitive on each of its dtypes", () => {
    const backend = referenceBackend();
    const names = Object.keys(kernels) as PrimitiveName[];
    expect(names.length).toBeGreaterThan(50);
    for (const name of names) {
      for (const dtype of backend.dtypes) expect(backend.supports(name, dtype)).toBe(true);
      expect(backend.supports(name, "float64")).toBe(false);
    }
    expect(backend.supports("toString" as PrimitiveName, "float32")).toBe(false);
  });

  test("refuses another dtype where it meets one", async () => {
    const backend = referenceBackend({ dtype: "float64" });
    const message = "computes in float64, int32, bool, got float32. Cast, or use a backend with float32.";
    await expect(backend.compile(graph)).rejects.toThrow(
      new CapabilityError(`compile: reference:float64 ${message}`),
    );
    const cast = oneNodeGraph(
      "cast",
      [{ shape: [], dtype: "int32" }],
      { shape: [], dtype: "float32" },
      { dtype: "float32" },
    );
    await expect(backend.compile(cast)).rejects.toThrow(`compile: cast: reference:float64 ${message}`);
    expect(() => backend.upload(new Float32Array(1), [], "float32")).toThrow(
      `upload: reference:float64 ${message}`,
    );
    expect(() => referenceBackend({ dtype: "int32" as "float32" })).toThrow(
      new OptionError(
        'referenceBackend: dtype must be "float32" or "float64", got "int32". Pass one of the two.',
      ),
    );
  });

  test("refuses a primitive that it does not know", async () => {
    const unknown = oneNodeGraph("fft" as "neg", [pair], pair, {});
    await expect(referenceBackend().compile(unknown)).rejects.toThrow(
      new CapabilityError(
        "compile: reference:float32 runs the primitives of nami, got fft. Compose it from those.",
      ),
    );
  });

  test("takes nothing new after dispose, but gives back what it holds", async () => {
    const backend = referenceBackend();
    const buffer = uploadPair(backend, [1, 2]);
    backend.dispose();
    await expect(backend.compile(graph)).rejects.toThrow("compile: reference:float32 must not be disposed");
    expect(() => uploadPair(backend, [1, 2])).toThrow("upload: reference:float32 must not be disposed");
    expect(await backend.read(buffer)).toEqual(Float32Array.of(1, 2));
    backend.free(buffer);
  });
});
