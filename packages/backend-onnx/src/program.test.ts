import { CapabilityError, DataError, ShapeError } from "@nami/errors";
import {
  type Buffer,
  bufferLedger,
  compile,
  gather,
  grad,
  mul,
  scatterAdd,
  sum,
  type Tensor,
  tensor,
  zeros,
} from "@nami/tensor-backend";
import type { Tensor as OrtTensor } from "onnxruntime-common";
import { describe, expect, test } from "vitest";
import { loadRuntime } from "#runtime";
import { wholeGraph } from "./engine.js";
import { onnxBackend } from "./index.js";
import { makeProgram } from "./program.js";
import type { Runtime } from "./runtime/runtime.js";
import { counter, take } from "./testing/graphs.js";

describe.each(["cpu", "wasm"] as const)("a program on %s", (provider) => {
  test("takes its outputs as inputs of the next run, and what they hold advances", async () => {
    const backend = onnxBackend({ executionProviders: [provider] });
    const program = await backend.compile(counter(4));
    let state: Buffer = await backend.upload(new Float32Array(4), [4], "float32");
    for (let run = 1; run <= 100; run++) {
      const [next, total] = await program.run([state]);
      backend.free(state);
      state = next!;
      expect(await take(backend, [total!])).toEqual([Float32Array.of(4 * run)]);
    }
    expect(await take(backend, [state])).toEqual([new Float32Array(4).fill(100)]);
    expect(backend.numBuffers()).toBe(0);
    backend.dispose();
  });

  test("leaves earlier outputs as they were", async () => {
    const backend = onnxBackend({ executionProviders: [provider] });
    const program = await backend.compile(counter(2));
    const x = await backend.upload(new Float32Array(2), [2], "float32");
    const [first] = await program.run([x]);
    const [second] = await program.run([first!]);
    expect(await take(backend, [x, first!, second!])).toEqual([0, 1, 2].map((v) => Float32Array.of(v, v)));
    backend.dispose();
  });

  test.each([-1, 3])("refuses the index %d, in gather and in what it turns into backwards", async (index) => {
    const backend = onnxBackend({ executionProviders: [provider] });
    const places = tensor([0, index], [2], "int32");
    const x = tensor([1, 2, 3]);
    const taken = compile((y: Tensor, i: Tensor) => gather(y, i), { backend });
    const slope = compile((y: Tensor, i: Tensor) => grad((z: Tensor) => sum(gather(z, i)))(y), { backend });
    await expect(taken(x, places)).rejects.toThrow(DataError);
    await expect(slope(x, places)).rejects.toThrow("run: indices must lie inside of their axis, got ");
    backend.dispose();
  });

  test.each([-1, 2])("refuses the index %d where nothing is to be moved", async (index) => {
    const backend = onnxBackend({ executionProviders: [provider] });
    const place = tensor([index], [1], "int32");
    const taken = compile((x: Tensor, i: Tensor) => gather(x, i), { backend });
    const put = compile((x: Tensor, i: Tensor) => scatterAdd(x, i, { size: 0 }), { backend });
    await expect(taken(zeros([2, 0]), place)).rejects.toThrow(DataError);
    await expect(taken(zeros([0, 2]), place)).rejects.toThrow(DataError);
    await expect(put(zeros([1, 2]), place)).rejects.toThrow(DataError);
    await expect(taken(zeros([2, 0]), tensor([1], [1], "int32"))).resolves.toMatchObject({ shape: [1, 0] });
    backend.dispose();
  });

  test("advances a donated state, which is gone then", async () => {
    const backend = onnxBackend({ executionProviders: [provider] });
    const step = compile((x: Tensor) => mul(x, 2), { backend, donate: [0] });
    let x = await step(tensor([1, 3]));
    for (let i = 0; i < 9; i++) {
      const before = x;
      x = await step(before);
      expect(backend.numBuffers()).toBe(1);
      await expect(before.data()).rejects.toThrow("must not be disposed");
    }
    expect(Array.from(await x.data())).toEqual([1024, 3072]);
    backend.dispose();
  });

  test("refuses other buffers than it was compiled for, and to run when disposed", async () => {
    const backend = onnxBackend({ executionProviders: [provider] });
    const program = await backend.compile(counter(2));
    const wrong = await backend.upload(Float32Array.of(1), [1], "float32");
    await expect(program.run([wrong])).rejects.toThrow(
      new ShapeError(
        "run: input 0 must be float32 [2], got float32 [1]. Pass buffers as the graph was compiled for.",
      ),
    );
    await expect(program.run([])).rejects.toThrow("run: the graph takes 1 inputs, got 0.");
    backend.free(wrong);
    await expect(program.run([wrong])).rejects.toThrow("must be live");
    program.dispose();
    program.dispose();
    await expect(program.run([wrong])).rejects.toThrow("run: a program must not be disposed");
    backend.dispose();
  });

  test("lets runs under way end when it is disposed", async () => {
    const backend = onnxBackend({ executionProviders: [provider] });
    const program = await backend.compile(counter(2));
    const x = await backend.upload(new Float32Array(2), [2], "float32");
    const running = [program.run([x]), program.run([x])];
    program.dispose();
    for (const run of running) expect((await take(backend, await run))[1]).toEqual(Float32Array.of(2));
    backend.dispose();
  });

  test("leaves no buffer and no session behind when the runtime fails", async () => {
    const runtime = await loadRuntime({ executionProviders: [provider], threads: 1, files: undefined });
    const ledger = bufferLedger<OrtTensor>(runtime.name);
    let released = 0;
    let failing = false;
    const faulty: Runtime = {
      ...runtime,
      createSession: async (model, options) => {
        const session = await runtime.createSession(model, options);
        return {
          run: async (feeds) => {
            if (failing) throw new Error("injected");
            return session.run(feeds);
          },
          release: async () => {
            released++;
            await session.release();
          },
        };
      },
    };
    const program = await makeProgram(faulty.name, ledger, counter(2), wholeGraph(faulty, counter(2)));
    const x = ledger.add(
      { shape: [2], dtype: "float32" },
      runtime.tensor(new Float32Array(2), [2], "float32"),
    );
    failing = true;
    await expect(program.run([x])).rejects.toThrow(
      new CapabilityError(
        `run: onnx:${provider} must run the graph, got "injected". Compare with referenceBackend, which runs all graphs.`,
      ),
    );
    expect(ledger.count()).toBe(1);
    failing = false;
    await program.run([x]);
    expect(ledger.count()).toBe(3);
    program.dispose();
    expect(released).toBe(1);
  });

  test("tells that an input was freed while it ran", async () => {
    const runtime = await loadRuntime({ executionProviders: [provider], threads: 1, files: undefined });
    const ledger = bufferLedger<OrtTensor>(runtime.name);
    const run = async (): Promise<never> => {
      ledger.clear();
      throw new Error("Tensor.location is not supported.");
    };
    const engine = { run, release: async () => undefined };
    const program = await makeProgram(runtime.name, ledger, counter(1), Promise.resolve(engine));
    const type = { shape: [1], dtype: "float32" } as const;
    const input = ledger.add(type, runtime.tensor(new Float32Array(1), [1], "float32"));
    await expect(program.run([input])).rejects.toThrow(
      "run: inputs must live until the run has ended, got one that was freed meanwhile, by another call that it was donated to or with its backend. Await a call before its tensors are donated or its backend is disposed.",
    );
  });

  test("names the runtime's message when a model is not one that it takes", async () => {
    const runtime = await loadRuntime({ executionProviders: [provider], threads: 1, files: undefined });
    const refusing: Runtime = { ...runtime, createSession: () => Promise.reject(new Error("no kernel")) };
    const engine = wholeGraph(refusing, counter(2));
    await expect(makeProgram(refusing.name, bufferLedger("x"), counter(2), engine)).rejects.toThrow(
      `compile: onnx:${provider} must run the graph, got "no kernel".`,
    );
  });
});
