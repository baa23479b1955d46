import { CapabilityError } from "@nami/errors";
import { describe, expect, expectTypeOf, test } from "vitest";
import {
  add, cast, compile, concat, evaluate, exp, type Fed, type Key, mul, normal, referenceBackend, sin, sum, type Tensor, tensor, toDevice, zeros,
} from "./index.js"; // biome-ignore format: a list
import { countingBackend } from "./testing/counting-backend.js";

const x3 = (): Tensor => tensor([1, 2, 3]);

async function read(x: Tensor): Promise<number[]> {
  const values = Array.from(await x.data());
  x.dispose();
  return values;
}

describe("a compiled function is traced once for each signature", () => {
  function traced(): {
    readonly f: (x: Tensor, t: Tensor | number, mode: string) => Promise<Tensor>;
    readonly traces: () => number;
  } {
    let traces = 0;
    const f = compile(
      (x: Tensor, t: Tensor, mode: string) => {
        traces++;
        return mode === "add" ? add(x, t) : mul(x, t);
      },
      { backend: referenceBackend() },
    );
    return { f, traces: () => traces };
  }

  test("other values of tensors and numbers do not trace again", async () => {
    const { f, traces } = traced();
    expect(await read(await f(x3(), 2, "mul"))).toEqual([2, 4, 6]);
    expect(await read(await f(tensor([4, 5, 6]), -1, "mul"))).toEqual([-4, -5, -6]);
    expect(await read(await f(x3(), Number.POSITIVE_INFINITY, "mul"))).toEqual([
      Infinity,
      Infinity,
      Infinity,
    ]);
    expect(traces()).toBe(1);
  });

  test("other shapes, dtypes, strings and a tensor for a number do", async () => {
    const { f, traces } = traced();
    await read(await f(x3(), 2, "mul"));
    await read(await f(tensor([1]), 2, "mul"));
    await read(await f(x3(), 2, "add"));
    await read(await f(x3(), tensor(2), "mul"));
    expect(traces()).toBe(4);
    await read(await f(tensor([7]), 3, "mul"));
    expect(traces()).toBe(4);
  });

  test("closures over other weights trace, and share the backend's program", async () => {
    const { backend, counts } = countingBackend();
    for (let i = 0; i < 5; i++) {
      const w = tensor([i, i]);
      const f = compile((x: Tensor) => mul(x, w), { backend });
      expect(await read(await f(tensor([1, 2])))).toEqual([i, 2 * i]);
      f.dispose();
    }
    expect(counts).toEqual({ compiled: 1, disposed: 0, runs: 5 });
  });

  test("a number that is closed over is a constant: another one is another program", async () => {
    const { backend, counts } = countingBackend();
    for (const factor of [2, 3, 2])
      await read(await compile((x: Tensor) => mul(x, factor), { backend })(x3()));
    expect(counts.compiled).toBe(2);
  });
});

describe("programs are kept and let go", () => {
  test("the one used longest ago is disposed when there are more than 128", async () => {
    const { backend, counts } = countingBackend();
    const call = async (n: number): Promise<void> => {
      await evaluate(add(zeros([n]), tensor(1)), { backend });
    };
    for (let n = 1; n <= 128; n++) await call(n);
    expect(counts).toEqual({ compiled: 128, disposed: 0, runs: 128 });
    await call(1);
    await call(129);
    expect(counts).toEqual({ compiled: 129, disposed: 1, runs: 130 });
    await call(1);
    expect(counts.compiled).toBe(129);
    await call(2);
    expect(counts).toEqual({ compiled: 130, disposed: 2, runs: 132 });
  });

  test("a program that is running is disposed after it has finished", async () => {
    const { backend, counts } = countingBackend();
    const f = compile((x: Tensor) => sin(x), { backend });
    const slow = f(tensor([1]));
    for (let n = 2; n <= 140; n++) await evaluate(add(zeros([n]), tensor(1)), { backend });
    expect(await read(await slow)).toHaveLength(1);
    expect(counts.disposed).toBe(counts.compiled - 128);
  });

  test("a program that failed to compile is tried again", async () => {
    const inner = referenceBackend();
    let failures = 1;
    const compileGraph: typeof inner.compile = (graph) =>
      failures-- > 0 ? Promise.reject(new Error("out of memory")) : inner.compile(graph);
    const backend = { ...inner, compile: compileGraph };
    const f = compile((x: Tensor) => sin(x), { backend });
    await expect(f(tensor([0]))).rejects.toThrow("out of memory");
    expect(await read(await f(tensor([0])))).toEqual([0]);
    expect(inner.numBuffers()).toBe(0);
  });
});

describe("what a backend lacks is said before anything runs", () => {
  test("an unsupported primitive", async () => {
    const backend = { ...referenceBackend(), name: "poor", supports: (name: string) => name !== "sin" };
    const failed = compile((x: Tensor) => sin(x), { backend })(x3());
    await expect(failed).rejects.toThrow(CapabilityError);
    await expect(failed).rejects.toThrow(
      "compile: the backend must support every primitive, got sin on float32, which poor does not. Use another backend: referenceBackend supports all.",
    );
    expect(backend.numBuffers()).toBe(0);
  });

  test("an unsupported dtype", async () => {
    await expect(evaluate(exp(tensor(1, [], "float64")), { backend: referenceBackend() })).rejects.toThrow(
      'compile: the backend must support every dtype, got float64, which reference:float32 does not. Use one of float32, int32, bool, or referenceBackend({ dtype: "float64" }).',
    );
  });
});

describe("what a compiled function may do", () => {
  const backend = referenceBackend();

  test("runs may overlap", async () => {
    const f = compile((x: Tensor, t: Tensor) => sum(mul(x, t)), { backend });
    const results = await Promise.all([1, 2, 3].map((t) => f(x3(), t)));
    expect(await Promise.all(results.map(read))).toEqual([[6], [12], [18]]);
  });

  test("arguments and results are trees; what is not a tensor comes back as it is", async () => {
    const f = compile(
      (p: { a: Tensor; list: readonly Tensor[] }, flag: boolean) => ({
        sum: add(p.a, p.list[0]!),
        flag,
        none: null,
      }),
      { backend },
    );
    const result = await f({ a: x3(), list: [x3()] }, true);
    expectTypeOf(result).toEqualTypeOf<{ sum: Tensor; flag: boolean; none: null }>();
    expect(await read(result.sum)).toEqual([2, 4, 6]);
    expect([result.flag, result.none]).toEqual([true, null]);
  });

  test("an argument that nobody has computed yet is computed", async () => {
    expect(await read(await compile((x: Tensor) => add(x, 1), { backend })(mul(x3(), 2)))).toEqual([3, 5, 7]);
  });

  test("numbers stand in for tensors in its arguments, and only there", () => {
    const f = compile(
      (x: Tensor, p: { t: Tensor }, k: Key, mode: string) => (mode ? add(x, p.t) : normal(k, [1])),
      { backend },
    );
    expectTypeOf(f).parameters.toEqualTypeOf<
      [x: Fed<Tensor>, p: { readonly t: Fed<Tensor> }, k: Key, mode: string]
    >();
    expectTypeOf(f).returns.resolves.toEqualTypeOf<Tensor>();
    expectTypeOf<Fed<Tensor>>().toEqualTypeOf<Tensor | number>();
  });
});

describe("mistakes get an error that says what to do", () => {
  const backend = referenceBackend();

  test("an async function", async () => {
    await expect(compile(async (x: Tensor) => x, { backend })(x3())).rejects.toThrow(
      "compile: the function must not be async, got one that returns a promise. Await outside of it.",
    );
  });

  test("a tensor that leaves the function that made it", async () => {
    const escaped: Tensor[] = [];
    const f = compile(
      (x: Tensor) => {
        escaped.push(sin(x));
        return x;
      },
      { backend },
    );
    await read(await f(x3()));
    await expect(evaluate(escaped[0], { backend })).rejects.toThrow(
      "compile: a tensor must not leave the compiled function that made it",
    );
  });

  test("a tensor on another backend", async () => {
    const other = referenceBackend();
    const x = await toDevice(x3(), { backend: other });
    await expect(compile((y: Tensor) => sin(y), { backend })(x)).rejects.toThrow(
      "compile: a tensor must be on the backend that runs (reference:float32), got one on another instance (reference:float32). Copy it: tensor(await x.data(), x.shape, x.dtype).",
    );
    x.dispose();
  });

  test("an argument that can't be traced", async () => {
    const f = compile((_: Tensor) => tensor(1), { backend });
    // @ts-expect-error a function is no tensor
    await expect(f(() => 1)).rejects.toThrow(
      "compile: arguments are trees of tensors, numbers, keys, strings and booleans, got function.",
    );
    // @ts-expect-error nor is a map
    await expect(f(new Map())).rejects.toThrow("got a Map");
  });

  test("values that are read too early", async () => {
    await expect(sin(x3()).data()).rejects.toThrow(
      "data: the tensor must have values, got an unevaluated Tensor(float32[3]). Use (await evaluate(x, { backend })).data(), or return it from a compiled function.",
    );
  });
});

test("a float32 formula on the float64 reference is computed in float64 throughout", async () => {
  const backend = referenceBackend({ dtype: "float64" });
  const x = tensor([1], [1], "float32");
  expect(Array.from(await (await evaluate(mul(add(x, 1e-12), 0.1), { backend })).data())).toEqual([
    (1 + 1e-12) * 0.1,
  ]);
  const f = compile((y: Tensor, t: Tensor) => concat([mul(y, t), cast(cast(y, "int32"), "float32")]), {
    backend,
  });
  const result = await f(x, 0.1);
  expect(result.dtype).toBe("float64");
  expect(await read(result)).toEqual([0.1, 1]);
});
