import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { CapabilityError } from "@nami/errors";
import { compile, mul, type TensorBackend, tensor } from "@nami/tensor-backend";
import { describeBackend } from "@nami/tensor-backend/conformance";
import { afterAll, describe, expect, test } from "vitest";
import { onnxBackend } from "../index.js";
import { bounds } from "../testing/allowances.js";
import { counter, take } from "../testing/graphs.js";
import { laneRuntime, runtimePath } from "./lane-runtime.node.js";

const laneOf = (threads = 2): TensorBackend => onnxBackend({ threads }).lanes![0]!;

describeBackend("onnx:cpu in a lane", () => laneOf(), { describe, test, afterAll, bounds });

describe("lanes", () => {
  test("are as many as threads on the processor, and none elsewhere or for one thread", () => {
    const count = (options: Parameters<typeof onnxBackend>[0]): number => onnxBackend(options).lanes!.length;
    expect(count({ threads: 3 })).toBe(3);
    expect(count({ threads: 1 })).toBe(0);
    expect(count({ threads: 3, executionProviders: ["wasm"] })).toBe(0);
  });

  test("hold buffers that count, until they are freed", async () => {
    const backend = onnxBackend({ threads: 2 });
    const lane = backend.lanes![1]!;
    const program = await lane.compile(counter(4));
    const state = await lane.upload(new Float32Array(4), [4], "float32");
    const outputs = await program.run([state]);
    expect(backend.numBuffers()).toBe(3);
    expect(await take(lane, outputs)).toEqual([Float32Array.of(1, 1, 1, 1), Float32Array.of(4)]);
    lane.free(state);
    expect(backend.numBuffers()).toBe(0);
    backend.dispose();
  });

  test("finish what runs when their backend is disposed, and then refuse work", async () => {
    const backend = onnxBackend({ threads: 2 });
    const lane = backend.lanes![0]!;
    const program = await lane.compile(counter(4));
    const state = await lane.upload(new Float32Array(4), [4], "float32");
    const running = program.run([state]);
    backend.dispose();
    await running;
    await expect(program.run([state])).rejects.toThrow(CapabilityError);
    expect(() => lane.upload(new Float32Array(4), [4], "float32")).toThrow("must not be disposed");
  });

  test("are no more once their backend is disposed, also where nobody had asked for them", () => {
    const backend = onnxBackend({ threads: 2 });
    backend.dispose();
    expect(backend.lanes).toEqual([]);
  });

  test("tell of a failure in the thread as an error of the call, and go on", async () => {
    const runtime = laneRuntime(runtimePath()!);
    const options = { optimization: "basic", small: true } as const;
    await expect(runtime.createSession(Uint8Array.of(1, 2, 3), options)).rejects.toThrow(/model|protobuf/i);
    const tensor = runtime.tensor(Float32Array.of(1, 2), [2], "float32");
    expect(await runtime.read(tensor)).toEqual(Float32Array.of(1, 2));
    runtime.free(tensor);
    await expect(runtime.read(tensor)).rejects.toThrow();
    runtime.close!();
  });

  test("compute side by side, each its own", async () => {
    const { lanes } = onnxBackend({ threads: 2 });
    const doubled = lanes!.map((backend) =>
      compile((x: ReturnType<typeof tensor>) => mul(x, 2), { backend }),
    );
    const results = await Promise.all(doubled.map((double, i) => double(tensor([i, i + 1]))));
    expect(await Promise.all(results.map(async (x) => [...(await x.data())]))).toEqual([
      [0, 2],
      [2, 4],
    ]);
    for (const lane of lanes!) lane.dispose();
  });

  test("let a process end that has forgotten them", async () => {
    const program = `
      import { onnxBackend } from "@nami/backend-onnx";
      import { compile, mul, tensor } from "@nami/tensor-backend";
      const [backend] = onnxBackend({ threads: 2 }).lanes;
      const x = await compile((x) => mul(x, 2), { backend })(tensor([1, 2]));
      console.log([...(await x.data())].join());`;
    const args = ["--conditions=@nami/source", "--import", "tsx", "--input-type=module", "--eval", program];
    const cwd = fileURLToPath(new URL("../../", import.meta.url));
    const printed = await new Promise((resolve, reject) =>
      execFile(process.execPath, args, { cwd, timeout: 20_000 }, (error, stdout) =>
        error ? reject(error) : resolve(stdout),
      ),
    );
    expect(printed).toBe("2,4\n");
  });
});
