import { CapabilityError, OptionError } from "@nami/errors";
import { add, compile, evaluate, grad, mul, sum, type Tensor, tanh, tensor } from "@nami/tensor-backend";
import { engine } from "@tensorflow/tfjs-core";
import { describe, expect, test } from "vitest";
import { backendFrom } from "./backend.js";
import { tfjsBackend } from "./index.js";
import { graphOf, node, runOnce, scattered, value } from "./testing/graphs.js";

const exponential = graphOf([scattered([3])], [node("exp", {}, [0], [3])], [1]);

describe.each(["cpu", "wasm"] as const)("tfjsBackend on %s", (device) => {
  test("returns at once and loads when it is first awaited", async () => {
    const backend = tfjsBackend({ device });
    expect(backend.name).toBe(`tfjs:${device}`);
    expect(backend.numDataIds()).toBe(0);
    const uploaded = backend.upload(Float32Array.of(1, 2), [2], "float32");
    expect(uploaded).toBeInstanceOf(Promise);
    expect(await backend.read(await uploaded)).toEqual(Float32Array.of(1, 2));
    expect(backend.upload(Float32Array.of(1), [], "float32")).not.toBeInstanceOf(Promise);
    backend.dispose();
    expect(backend.numDataIds()).toBe(0);
  });

  test("keeps its own copy of what is uploaded, and gives a copy when it is read", async () => {
    const backend = tfjsBackend({ device });
    const values = Float32Array.of(1, 2);
    const buffer = await backend.upload(values, [2], "float32");
    values[0] = 9;
    (await backend.read(buffer))[1] = 9;
    expect(await backend.read(buffer)).toEqual(Float32Array.of(1, 2));
    backend.dispose();
  });

  test("stores bool as bytes of 0 and 1, and numbers of other arrays in the dtype", async () => {
    const backend = tfjsBackend({ device });
    const flags = await backend.upload(Uint8Array.of(0, 1, 7), [3], "bool");
    expect(await backend.read(flags)).toEqual(Uint8Array.of(0, 1, 1));
    const whole = await backend.upload(Float64Array.of(1.5, -2), [2], "int32");
    expect(await backend.read(whole)).toEqual(Int32Array.of(1, -2));
    backend.dispose();
  });

  test("names wrong uploads, foreign and freed buffers", async () => {
    const backend = tfjsBackend({ device });
    expect(() => backend.upload(Float32Array.of(1), [2], "float32")).toThrow(
      "upload: shape [2] has 2 elements, got 1 values. Pass one value for each.",
    );
    expect(() => backend.upload(Float64Array.of(1), [1], "float64")).toThrow(CapabilityError);
    const buffer = await backend.upload(Float32Array.of(1), [1], "float32");
    backend.free(buffer);
    expect(() => backend.free(buffer)).toThrow(
      `free: a buffer of tfjs:${device} must be live, got one that was freed.`,
    );
    await expect(backend.read({ shape: [1], dtype: "float32" })).rejects.toThrow(
      `a buffer must be one that tfjs:${device} made, got one of another backend`,
    );
    backend.dispose();
    await expect(backend.compile(exponential)).rejects.toThrow("must not be disposed");
  });

  test("reads a buffer that is freed meanwhile", async () => {
    const backend = tfjsBackend({ device });
    const buffer = await backend.upload(Float32Array.of(1, 2), [2], "float32");
    const reading = backend.read(buffer);
    backend.free(buffer);
    expect(await reading).toEqual(Float32Array.of(1, 2));
    backend.dispose();
  });

  test("names what it does not support when it compiles", async () => {
    const whole = graphOf([value([1], [1], "int32")], [node("exp", {}, [0], [1], "int32")], [1]);
    await expect(tfjsBackend({ device }).compile(whole)).rejects.toThrow(
      `compile: tfjs:${device} must support every primitive, got exp on int32. Cast to float32, or use referenceBackend, which supports all.`,
    );
  });

  test("frees buffers and constants that are left when it is disposed", async () => {
    const backend = tfjsBackend({ device });
    const constant = graphOf([], [node("full", { value: 1, shape: [4], dtype: "float32" }, [], [4])], [0]);
    await (await backend.compile(constant)).run([]);
    await backend.upload(Float32Array.of(1), [1], "float32");
    const last = await backend.upload(Float32Array.of(2), [1], "float32");
    expect(backend.numDataIds()).toBe(3);
    backend.dispose();
    backend.free(last);
    expect(backend.numDataIds()).toBe(0);
  });

  test("makes nothing for a backend that is disposed while it loads", async () => {
    const watch = tfjsBackend({ device });
    await watch.upload(Float32Array.of(1), [1], "float32");
    const backend = tfjsBackend({ device });
    const constant = graphOf([], [node("full", { value: 1, shape: [4], dtype: "float32" }, [], [4])], [0]);
    const made = [
      Promise.resolve(backend.upload(Float32Array.of(1), [1], "float32")),
      backend.compile(constant),
    ];
    backend.dispose();
    for (const one of await Promise.allSettled(made))
      expect(String((one as PromiseRejectedResult).reason)).toContain("must not be disposed");
    for (let ticks = 0; ticks < 8; ticks++) {
      const loaded = tfjsBackend({ device });
      await loaded.upload(Float32Array.of(1), [1], "float32");
      loaded.compile(constant).catch(() => undefined);
      for (let tick = 0; tick < ticks; tick++) await undefined;
      loaded.dispose();
    }
    expect(watch.numDataIds()).toBe(1);
    watch.dispose();
  });

  test("differentiates twice and compiles through the core", async () => {
    const backend = tfjsBackend({ device });
    const f = (x: Tensor): Tensor => sum(mul(tanh(x), x));
    const second = (x: Tensor): Tensor => grad((y: Tensor) => sum(grad(f)(y)))(x);
    const t = Math.tanh(0.7);
    const [host] = await (await evaluate(second(tensor([0.7])), { backend })).data();
    expect(host).toBeCloseTo(2 * (1 - t * t) - 2 * 0.7 * t * (1 - t * t), 5);
    const step = compile((x: Tensor, rate: Tensor) => add(x, mul(rate, x)), { backend, donate: [0] });
    let x = tensor([1]);
    for (let i = 0; i < 50; i++) x = await step(x, 0.01);
    expect((await x.data())[0]).toBeCloseTo(1.01 ** 50, 4);
    x.dispose();
    step.dispose();
    backend.dispose();
    expect(backend.numDataIds()).toBe(0);
  });
});

test("two devices compute side by side, and TF.js has no global backend", async () => {
  const [cpu, wasm] = [tfjsBackend({ device: "cpu" }), tfjsBackend({ device: "wasm" })];
  const x = scattered([3], 2);
  const results = await Promise.all(
    Array.from({ length: 20 }, (_, i) => runOnce(i % 2 ? cpu : wasm, exponential, [x])),
  );
  for (const [y] of results)
    y!.forEach((value, i) => {
      expect(value).toBeCloseTo(Math.exp(x.values[i]!), 5);
    });
  expect([cpu.numDataIds(), wasm.numDataIds()]).toEqual([0, 0]);
  expect(engine().backendName).toBeUndefined();
  expect(engine().state.numTensors).toBe(0);
});

test("starting wasm leaves no listener for uncaught errors behind", async () => {
  const { process } = globalThis as unknown as { process: { listeners(event: string): unknown[] } };
  const backend = tfjsBackend({ device: "wasm" });
  await backend.upload(Float32Array.of(0), [], "float32");
  const sources = ["uncaughtException", "unhandledRejection"]
    .flatMap((event) => process.listeners(event))
    .map(String);
  expect(
    sources.filter((source) => source.includes("ExitStatus") || source === "function(reason){throw reason}"),
  ).toEqual([]);
  backend.dispose();
});

test("two backends on one device own their buffers separately", async () => {
  const [one, other] = [tfjsBackend({ device: "wasm" }), tfjsBackend({ device: "wasm" })];
  const mine = await one.upload(Float32Array.of(1), [1], "float32");
  const theirs = await other.upload(Float32Array.of(2), [1], "float32");
  one.dispose();
  expect(await other.read(theirs)).toEqual(Float32Array.of(2));
  expect(() => other.free(mine)).toThrow(CapabilityError);
  other.dispose();
});

test("an unknown device is an error at once", () => {
  expect(() => tfjsBackend({ device: "gpu" as "cpu" })).toThrow(OptionError);
  expect(() => tfjsBackend({ device: "gpu" as "cpu" })).toThrow(
    'tfjsBackend: device must be one of cpu, wasm, webgl, webgpu, node, node-gpu, got "gpu". Pass one of them.',
  );
});

test("an option that nobody reads, and options that are none, are errors at once", () => {
  expect(() => tfjsBackend({ device: "cpu", wasmPath: "/" } as never)).toThrow(
    "tfjsBackend: options must be among device, wasmPaths, threads, got wasmPath. Did you mean wasmPaths?",
  );
  expect(() => tfjsBackend(undefined as never)).toThrow(
    "tfjsBackend: options must be a record, got nothing. Pass { device, wasmPaths, threads }.",
  );
});

test("an absent native package is named with what works without it", async () => {
  for (const [device, name] of [
    ["node", "@tensorflow/tfjs-node"],
    ["node-gpu", "@tensorflow/tfjs-node-gpu"],
  ] as const)
    await expect(tfjsBackend({ device }).compile(exponential)).rejects.toThrow(
      `tfjsBackend: device "${device}" needs the optional package ${name}, which is not installed or has no native addon. Install it with npm install ${name}, or use device "wasm" or "cpu", which work without it.`,
    );
});

test("a missing package is named with the command that installs it, and may be installed later", async () => {
  let installed = false;
  const backend = backendFrom({
    device: "cpu",
    importer: async () => {
      if (!installed) throw Object.assign(new Error("Cannot find package"), { code: "ERR_MODULE_NOT_FOUND" });
      await import("@tensorflow/tfjs-backend-cpu");
      return import("@tensorflow/tfjs-core");
    },
  });
  const message =
    'tfjsBackend: device "cpu" needs the packages @tensorflow/tfjs-core and @tensorflow/tfjs-backend-cpu, which could not be loaded. Install them with npm install @tensorflow/tfjs-core @tensorflow/tfjs-backend-cpu.';
  await expect(backend.compile(exponential)).rejects.toThrow(new CapabilityError(message));
  installed = true;
  expect((await runOnce(backend, exponential, [scattered([3])]))[0]).toHaveLength(3);
});

test("a device that this runtime lacks is named", async () => {
  await expect(tfjsBackend({ device: "webgpu" }).compile(exponential)).rejects.toThrow(
    'tfjsBackend: device "webgpu" must exist in this runtime, got none. Use device "wasm" or "cpu", which run everywhere.',
  );
});

test("what a device supports depends on the dtype", () => {
  const [wasm, webgl] = [tfjsBackend({ device: "wasm" }), tfjsBackend({ device: "webgl" })];
  expect(wasm.supports("exp", "float32")).toBe(true);
  expect(wasm.supports("exp", "int32")).toBe(false);
  expect(wasm.supports("exp", "float64")).toBe(false);
  expect(wasm.supports("greater", "bool")).toBe(true);
  expect(wasm.supports("div", "int32")).toBe(true);
  expect(webgl.supports("div", "int32")).toBe(false);
  expect(webgl.supports("logicalAnd", "float32")).toBe(false);
});
