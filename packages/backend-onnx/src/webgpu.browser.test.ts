import { CapabilityError } from "@nami/errors";
import { type Buffer, bufferLedger } from "@nami/tensor-backend";
import type { Tensor } from "onnxruntime-common";
import { expect, test } from "vitest";
import { loadRuntime } from "#runtime";
import { wholeGraph } from "./engine.js";
import { onnxBackend } from "./index.js";
import { makeProgram } from "./program.js";
import { files } from "./testing/files.js";
import { counter, take } from "./testing/graphs.js";

const options = { executionProviders: ["webgpu"], files } as const;

test("state stays on the GPU from run to run, and advances", async () => {
  const runtime = await loadRuntime({ ...options, threads: undefined });
  const ledger = bufferLedger<Tensor>(runtime.name, runtime.free);
  const program = await makeProgram(runtime.name, ledger, counter(4), wholeGraph(runtime, counter(4)));
  const type = { shape: [4], dtype: "float32" } as const;
  let state: Buffer = ledger.add(type, runtime.tensor(new Float32Array(4), [4], "float32"));
  for (let run = 0; run < 20; run++) {
    const [next, total] = await program.run([state]);
    for (const buffer of [state, total!]) ledger.free(buffer);
    state = next!;
    expect(ledger.open("test", state).location).toBe("gpu-buffer");
  }
  expect(await runtime.read(ledger.open("test", state))).toEqual(new Float32Array(4).fill(20));
  ledger.clear();
  program.dispose();
});

test("runs of two backends overlap, and their inputs may be freed as soon as they have begun", async () => {
  const backends = [onnxBackend(options), onnxBackend(options)];
  const programs = await Promise.all(backends.map((backend) => backend.compile(counter(3))));
  const first = await Promise.all(
    backends.map(async (backend, i) => {
      const x = await backend.upload(new Float32Array(3).fill(i), [3], "float32");
      return (await programs[i]!.run([x]))[0]!;
    }),
  );
  const running = backends.flatMap((backend, i) => {
    const runs = [programs[i]!.run([first[i]!]), programs[i]!.run([first[i]!])];
    backend.free(first[i]!);
    return runs.map(async (run) => take(backend, await run));
  });
  const want = (value: number): Float32Array[] => [
    new Float32Array(3).fill(value),
    Float32Array.of(3 * value),
  ];
  expect(await Promise.all(running)).toEqual([want(2), want(2), want(3), want(3)]);
  for (const backend of backends) backend.dispose();
});

test("a provider that does not start is one clear error", async () => {
  const backend = onnxBackend({ executionProviders: ["nonsense"], files });
  const compiling = backend.compile(counter(1));
  await expect(compiling).rejects.toThrow(CapabilityError);
  await expect(compiling).rejects.toThrow(
    /^onnxBackend: the execution provider nonsense of onnxruntime-web must start, got ".*"\. See what it needs in its documentation, or leave executionProviders out for the processor\.$/s,
  );
});
