import { CapabilityError, OptionError, ShapeError } from "@nami/errors";
import {
  add, compile, concat, cos, div, evaluate, exp, grad, matmul, max, mul, referenceBackend, reshape, slice, square, sum, type Tensor, tanh, tensor,
} from "@nami/tensor-backend"; // biome-ignore format: a list
import { describe, expect, test } from "vitest";
import { onnxBackend } from "./index.js";
import { counter, take } from "./testing/graphs.js";

describe.each(["cpu", "wasm"] as const)("onnxBackend on %s", (provider) => {
  const make = (): ReturnType<typeof onnxBackend> => onnxBackend({ executionProviders: [provider] });

  test("returns at once and loads when it is first awaited", async () => {
    const backend = make();
    expect(backend.name).toBe(`onnx:${provider}`);
    const uploaded = backend.upload(Float32Array.of(1, 2), [2], "float32");
    expect(uploaded).toBeInstanceOf(Promise);
    expect(await backend.read(await uploaded)).toEqual(Float32Array.of(1, 2));
    expect(backend.upload(Float32Array.of(1), [], "float32")).not.toBeInstanceOf(Promise);
    expect(backend.numBuffers()).toBe(2);
    backend.dispose();
    expect(backend.numBuffers()).toBe(0);
  });

  test("a sum of integers wraps around, over any axes", async () => {
    const backend = make();
    const [rows, columns] = [100, 3];
    const values = Int32Array.from({ length: rows * columns }, (_, i) => 2 ** 31 - 1 - i);
    const whole = tensor(values, [rows, columns], "int32");
    for (const axis of [0, 1, [0, 1]]) {
      const total = sum(whole, { axis });
      const want = await (await evaluate(total, { backend: referenceBackend() })).data();
      expect(await (await evaluate(total, { backend })).data()).toEqual(want);
    }
    backend.dispose();
  });

  test("a sum of squares of integers wraps around", async () => {
    const backend = make();
    const whole = tensor([46_341, 70_000], [2], "int32");
    const wrapped = await (await evaluate(sum(square(whole)), { backend })).data();
    expect(Array.from(wrapped)).toEqual([(46_341 ** 2 + 70_000 ** 2) | 0]);
    backend.dispose();
  });

  test("what is made of nothing meets other operands", async () => {
    const backend = make();
    const [x, y] = [tensor([1, 2]), tensor([3, -4])];
    const nothing = slice(x, [0], [0]);
    const ways = [
      sum(nothing),
      matmul(reshape(nothing, [1, 0]), reshape(nothing, [0, 2])),
      max(concat([nothing, x])),
    ];
    for (const made of ways) {
      const value = mul(add(cos(x), made), div(1, exp(y)));
      const want = await (await evaluate(value, { backend: referenceBackend() })).data();
      const found = await (await evaluate(value, { backend })).data();
      found.forEach((number, i) => {
        expect(Math.abs(number - want[i]!)).toBeLessThan(1e-5 * Math.abs(want[i]!));
      });
    }
    backend.dispose();
  });

  test("keeps its own copy of what is uploaded, and gives a copy when it is read", async () => {
    const backend = make();
    for (let loaded = 0; loaded < 2; loaded++) {
      const values = Float32Array.of(1, 2);
      const uploading = backend.upload(values, [2], "float32");
      values[0] = 9;
      const buffer = await uploading;
      (await backend.read(buffer))[1] = 9;
      expect(await backend.read(buffer)).toEqual(Float32Array.of(1, 2));
    }
    backend.dispose();
  });

  test("stores bool as bytes of 0 and 1, and numbers of other arrays in the dtype", async () => {
    const backend = make();
    const [flags, whole, double] = [
      await backend.upload(Uint8Array.of(0, 1, 7), [3], "bool"),
      await backend.upload(Float64Array.of(1.5, -2), [2], "int32"),
      await backend.upload(Float32Array.of(0.5), [1], "float64"),
    ];
    expect(await take(backend, [flags, whole, double])).toEqual([
      Uint8Array.of(0, 1, 1),
      Int32Array.of(1, -2),
      Float64Array.of(0.5),
    ]);
    backend.dispose();
  });

  test("names wrong uploads, foreign and freed buffers", async () => {
    const backend = make();
    expect(() => backend.upload(Float32Array.of(1), [2], "float32")).toThrow(
      new ShapeError("upload: shape [2] has 2 elements, got 1 values. Pass one value for each."),
    );
    const buffer = await backend.upload(Float32Array.of(1), [1], "float32");
    backend.free(buffer);
    expect(() => backend.free(buffer)).toThrow(
      `free: a buffer of onnx:${provider} must be live, got one that was freed.`,
    );
    await expect(backend.read(buffer)).rejects.toThrow("read: a buffer of");
    await expect(backend.read({ shape: [1], dtype: "float32" })).rejects.toThrow(
      `read: a buffer must be one that onnx:${provider} made, got one of another backend.`,
    );
    backend.dispose();
  });

  test("frees what is left when it is disposed, and then refuses work", async () => {
    const backend = make();
    const x = await backend.upload(Float32Array.of(1, 2), [2], "float32");
    const program = await backend.compile(counter(2));
    await program.run([x]);
    expect(backend.numBuffers()).toBe(3);
    backend.dispose();
    backend.dispose();
    backend.free(x);
    expect(backend.numBuffers()).toBe(0);
    await expect(backend.compile(counter(2))).rejects.toThrow(
      `compile: onnx:${provider} must not be disposed, got one that is. Make a new backend.`,
    );
    expect(() => backend.upload(Float32Array.of(1), [1], "float32")).toThrow("must not be disposed");
    await expect(program.run([x])).rejects.toThrow("run: a program must not be disposed");
  });

  test("makes nothing when it is disposed while it loads or compiles", async () => {
    const [loading, compiling] = [make(), make()];
    await compiling.upload(Float32Array.of(1), [1], "float32");
    const made = [
      Promise.resolve(loading.upload(Float32Array.of(1), [1], "float32")),
      loading.compile(counter(2)),
      compiling.compile(counter(2)),
    ];
    for (const backend of [loading, compiling]) backend.dispose();
    for (const one of await Promise.allSettled(made))
      expect(String((one as PromiseRejectedResult).reason)).toContain("must not be disposed");
    expect(loading.numBuffers()).toBe(0);
  });

  test("differentiates twice and compiles through tensors", async () => {
    const backend = make();
    const f = (x: Tensor): Tensor => sum(mul(tanh(x), x));
    const second = (x: Tensor): Tensor => grad((y: Tensor) => sum(grad(f)(y)))(x);
    const t = Math.tanh(0.7);
    expect(await (await evaluate(second(tensor([0.7])), { backend })).item()).toBeCloseTo(
      2 * (1 - t * t) - 2 * 0.7 * t * (1 - t * t),
      5,
    );
    const step = compile((x: Tensor, rate: Tensor) => add(x, mul(rate, x)), { backend, donate: [0] });
    let x = tensor([1]);
    for (let i = 0; i < 50; i++) x = await step(x, 0.01);
    expect(await x.item()).toBeCloseTo(1.01 ** 50, 4);
    x.dispose();
    step.dispose();
    expect(backend.numBuffers()).toBe(0);
    backend.dispose();
  });
});

test("two backends on each runtime live side by side and own their buffers separately", async () => {
  const backends = (["cpu", "wasm", "cpu", "wasm"] as const).map((provider) =>
    onnxBackend({ executionProviders: [provider] }),
  );
  const results = await Promise.all(
    backends.map(async (backend, i) => {
      const program = await backend.compile(counter(3));
      const x = await backend.upload(Float32Array.of(i, i, i), [3], "float32");
      return take(backend, [x, ...(await program.run([x]))]);
    }),
  );
  for (const [i, values] of results.entries())
    expect(values).toEqual([
      new Float32Array(3).fill(i),
      new Float32Array(3).fill(i + 1),
      Float32Array.of(3 * i + 3),
    ]);
  const [one, other] = [backends[0]!, backends[2]!];
  const mine = await one.upload(Float32Array.of(1), [1], "float32");
  one.dispose();
  expect(() => other.free(mine)).toThrow(CapabilityError);
  const theirs = await other.upload(Float32Array.of(2), [1], "float32");
  expect(await other.read(theirs)).toEqual(Float32Array.of(2));
  for (const backend of backends) backend.dispose();
});

test("options out of range are errors at once", () => {
  for (const threads of [0, 1.5, -1, Number.NaN])
    expect(() => onnxBackend({ threads })).toThrow(
      new OptionError(
        `onnxBackend: threads must be a whole number from 1 on, got ${threads}. Leave it out for the physical cores.`,
      ),
    );
  expect(() => onnxBackend({ executionProviders: [] })).toThrow(
    new OptionError(
      'onnxBackend: executionProviders must be a list of names, got []. Pass for example ["cpu"].',
    ),
  );
});

test("threads may be set", async () => {
  const backend = onnxBackend({ threads: 1 });
  const x = await backend.upload(Float32Array.of(1), [1], "float32");
  const [y] = await (await backend.compile(counter(1))).run([x]);
  expect(await backend.read(y!)).toEqual(Float32Array.of(2));
  backend.dispose();
});

test("providers for GPUs have no float64", async () => {
  const backend = onnxBackend({ executionProviders: ["webgpu"] });
  expect([...backend.dtypes]).toEqual(["float32", "int32", "bool"]);
  expect(backend.supports("exp", "float64")).toBe(false);
  expect(() => backend.upload(Float64Array.of(1), [1], "float64")).toThrow(
    new CapabilityError(
      "upload: onnx:webgpu computes in float32, int32, bool, got float64. Cast, or use a backend with float64.",
    ),
  );
});

test("a provider that the build does not have is named with those that it has", async () => {
  const backend = onnxBackend({ executionProviders: [{ name: "coreml" }] });
  const message =
    /^onnxBackend: execution providers must be in this build of onnxruntime-node, got "coreml"\. It has cpu, .*; leave executionProviders out for the processor\.$/;
  const uses: readonly (() => unknown)[] = [
    () => backend.compile(counter(1)),
    () => backend.upload(Float32Array.of(1), [1], "float32"),
  ];
  for (const use of uses) {
    const failure = Promise.resolve().then(use);
    await expect(failure).rejects.toThrow(CapabilityError);
    await expect(failure).rejects.toThrow(message);
  }
});

test("a provider that wasm does not go on to is named, wherever it stands", async () => {
  for (const other of ["cuda", "nonsense"])
    await expect(
      Promise.resolve().then(() => onnxBackend({ executionProviders: ["wasm", other] }).upload(Float32Array.of(1), [1], "float32")),
    ).rejects.toThrow(`must be in this build of onnxruntime-web, got "${other}". It has wasm;`);
}); // biome-ignore format: a call

test.each([[[3]], [[{}]], [[null]], [["cpu", 7]], [[]], ["cpu"]])(
  "providers %o are none",
  (executionProviders) => {
    expect(() => onnxBackend({ executionProviders: executionProviders as never })).toThrow(
      "onnxBackend: executionProviders must be a list of names, got",
    );
  },
);

test("options must be those that there are", () => {
  expect(() => onnxBackend(null as never)).toThrow("onnxBackend: options must be a record, got null.");
  expect(() => onnxBackend({ thread: 1 } as object)).toThrow("got thread. Did you mean threads?");
});
