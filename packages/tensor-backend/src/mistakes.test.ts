import { describe, expect, test } from "vitest";
import {
  add,
  cast,
  compile,
  concat,
  conv2d,
  type DType,
  elu,
  evaluate,
  exp,
  full,
  gelu,
  grad,
  jvp,
  type Key,
  key,
  log,
  matmul,
  mean,
  type Numeric,
  normal,
  ones,
  pad,
  referenceBackend,
  reshape,
  type Shape,
  scatterAdd,
  slice,
  softmax,
  solvePullback,
  split,
  stack,
  sum,
  type Tensor,
  tensor,
  tensorSpace,
  toDevice,
  transpose,
  valueAndGrad,
  vjp,
  where,
  zeros,
} from "./index.js";

const backend = referenceBackend();
/** What a caller without types might pass. */
const untyped = <T>(value: unknown): T => value as T;

describe("mistakes of callers without types get an error that says what to do", () => {
  const x = ones([2, 3]);
  const cases: readonly [string, () => unknown, string][] = [
    ["an unknown dtype", () => tensor([1], [1], untyped<DType>("float16")), "tensor: dtype must be one of float32, float64, int32, bool, got float16."],
    ["a dtype for a shape", () => tensor([1], untyped<Shape>("float64")), "tensor: a shape is a list of non-negative integers, got float64."],
    ["a number for a shape", () => zeros(untyped<Shape>(3)), "full: a shape is a list of non-negative integers, got 3. Pass for example [2, 3]."],
    ["a number for the shape of a draw", () => normal(key(0), untyped<Shape>(3)), "normal: a shape is a list"],
    ["nothing for an operand", () => add(x, untyped<Numeric>(undefined)), "add: operands are tensors and numbers, got undefined."],
    ["a list for an operand", () => exp(untyped<Numeric>([1])), "exp: operands are tensors and numbers, got object. Use tensor(…)."],
    ["a text to fill with", () => full([1], untyped<number>("a")), "full: value must be a number, got string."],
    ["an axis for options", () => sum(x, untyped<object>(0)), "sum: options are a record, got 0. Pass { axis: 0 }."],
    ["an option that nobody reads", () => sum(x, untyped<object>({ keepdims: true })), "sum: options must be among axis, keepDims, got keepdims. Did you mean keepDims?"],
    ["an option of a draw", () => normal(key(0), [1], untyped<object>({ type: "float64" })), "normal: options must be among dtype, firstRow, got type."],
    ["an option of compile", () => compile((y: Tensor) => y, untyped<{ backend: typeof backend }>({ backend, donates: [0] })), "compile: options must be among backend, donate, got donates. Did you mean donate?"],
    ["an option of evaluate", () => evaluate(x, untyped<{ backend: typeof backend }>({ backend, dtype: "float64" })), "evaluate: options must be among backend, got dtype."],
    ["an option of toDevice", () => toDevice(x, untyped<{ backend: typeof backend }>({ backend, device: 1 })), "toDevice: options must be among backend, got device."],
    ["an option of a space", () => tensorSpace(backend, untyped<object>({ row: "one" })), "tensorSpace: options must be among rows, compact, got row. Did you mean rows?"],
    ["an option of a pullback", () => solvePullback(untyped<(p: Tensor, y: Tensor) => Tensor>(add), untyped({ backend, methd: 1 })), "got methd. Did you mean method?"],
    ["an option of gelu", () => gelu(x, untyped<object>({ approximation: "tanh" })), "gelu: options must be among approximate, got approximation. Did you mean approximate?"],
    ["another gelu", () => gelu(x, untyped<object>({ approximate: true })), 'gelu: approximate must be "tanh" or left out, got true. Leave it out for the exact one.'],
    ["a number for options of elu", () => elu(x, untyped<object>(0.5)), "elu: options must be a record, got 0.5. Pass { alpha }."],
    ["an option of scatterAdd", () => scatterAdd(x, untyped<Tensor>(tensor([0, 1], [2], "int32")), untyped<{ size: number }>({ axes: 0, size: 2 })), "scatterAdd: options must be among axis, size, got axes. Did you mean axis?"],
    ["a number to pad with", () => pad(x, untyped<[number, number][]>(1)), "pad: widths must be one pair of non-negative integers for each axis, got 1"],
    ["nothing to pad with", () => pad(x, untyped<[number, number][]>(undefined)), "pad: widths must be one pair"],
    ["numbers to pad with", () => pad(x, untyped<[number, number][]>([1, 1])), "pad: widths must be one pair of non-negative integers for each axis, got [1,1]"],
    ["no function for grad", () => grad(untyped<() => Tensor>(3)), "grad: fn must be a function, got number. Pass grad((x) => …)."],
    ["no function for valueAndGrad", () => valueAndGrad(untyped<() => Tensor>(x)), "valueAndGrad: fn must be a function, got object."],
    ["no function for vjp", () => vjp(untyped<(y: Tensor) => Tensor>(x), x), "vjp: fn must be a function, got object."],
    ["no function for jvp", () => jvp(untyped<(y: Tensor) => Tensor>(null), x, x), "jvp: fn must be a function, got null."],
    ["no function for compile", () => compile(untyped<(y: Tensor) => Tensor>(3), { backend }), "compile: fn must be a function, got number. Pass compile((x) => …, { backend })."],
    ["nothing for options", () => referenceBackend(untyped<object>(null)), "referenceBackend: options must be a record, got null."],
    ["a text for an axis", () => sum(x, { axis: untyped<number>("0") }), "sum: axis must be an integer or a list of integers, got 0."],
    ["a number to reduce", () => sum(untyped<Tensor>(3)), "sum: the operand must be a tensor, got number. Use tensor(…)."],
    ["a list to reshape", () => reshape(untyped<Tensor>([1]), [1]), "reshape: the operand must be a tensor, got object."],
    ["a list to multiply", () => matmul(x, untyped<Tensor>([[1]])), "matmul: the operand must be a tensor, got object."],
    ["a number for a new shape", () => reshape(x, untyped<Shape>(6)), "reshape: a shape is a list of non-negative integers, got 6. Pass for example [2, 3]."],
    ["a number for a permutation", () => transpose(x, untyped<number[]>(1)), "transpose: the permutation must be a list of axes, got 1. Pass for example [1, 0]."],
    ["a number for the start of a slice", () => slice(x, untyped<number[]>(1)), "slice: start and size must be lists of integers, sizes −1 or more, got 1 and "],
    ["a number for the size of a slice", () => slice(x, [0], untyped<number[]>(1)), "slice: start and size must be lists of integers, sizes −1 or more, got 0 and 1."],
    ["no start of a slice", () => slice(x, untyped<number[]>(undefined)), "slice: start and size must be lists of integers, sizes −1 or more, got undefined and "],
    ["a number to cast", () => cast(untyped<Tensor>(1), "int32"), "cast: the operand must be a tensor, got number. Use tensor(…)."],
    ["no condition", () => where(untyped<Tensor>(null), x, x), "where: the operand must be a tensor, got null. Use tensor(…)."],
    ["no first row of a draw", () => normal(key(0), [2], untyped<object>({ firstRow: null })), "normal: the host must know the number, got null."],
    ["numbers to join", () => concat(untyped<Tensor[]>([1, 2])), "concat: the operand must be a tensor, got number."],
    ["tensors to stack one by one", () => stack(untyped<Tensor[]>(x)), "stack: tensors must be a list"],
    ["64-bit integers", () => tensor(untyped<number[]>(new BigInt64Array(1))), "tensor: data is a number, nested arrays or a typed array, got a BigInt64Array."],
    ["an axis for options of softmax", () => softmax(x, untyped<object>(0)), "softmax: options are a record"],
    ["tensors one by one", () => concat(untyped<Tensor[]>(x)), "concat: tensors must be a list"],
    ["a mean of integers", () => mean(tensor([1, 2], [2], "int32")), 'mean: the dtype must be a float, got int32. Use cast(x, "float32").'],
    ["a list with holes", () => tensor(new Array<number>(3)), "tensor: data is a number, nested arrays or a typed array, got undefined. Convert it first."],
    ["a view without a type", () => tensor(untyped<number[]>(new DataView(new ArrayBuffer(8)))), "tensor: data is a number, nested arrays or a typed array"],
    ["no backend", () => compile((y: Tensor) => y, untyped<{ backend: typeof backend }>({})), "compile: options must have a backend, got none."],
    ["a backend by name", () => compile((y: Tensor) => y, untyped<{ backend: typeof backend }>({ backend: "wasm" })), 'compile: options must have a backend, got "wasm".'],
  ]; // biome-ignore format: a table

  test.each(cases)("%s", async (_, call, message) => {
    await expect((async () => call())()).rejects.toThrow(message);
  });

  test("a cotangent with other keys", () => {
    const [, pullback] = vjp((p: Record<string, Tensor>) => p, { a: x, b: x });
    expect(() => pullback({ c: x, d: x })).toThrow("vjp: trees must have one structure");
  });

  test("an async function that reads a value is refused, and nothing else goes wrong", async () => {
    const unhandled: unknown[] = [];
    const keep = (reason: unknown): void => void unhandled.push(reason);
    process.on("unhandledRejection", keep);
    const read = async (y: Tensor): Promise<Tensor> => tensor(await y.item());
    await expect(compile(untyped<(y: Tensor) => Tensor>(read), { backend })(tensor(1))).rejects.toThrow(
      "compile: the function must not be async",
    );
    await new Promise((done) => setTimeout(done, 5));
    process.off("unhandledRejection", keep);
    expect(unhandled).toEqual([]);
  });

  test("a donated place that is no argument", async () => {
    const f = compile((y: Tensor) => add(y, 1), { backend, donate: [3] });
    await expect(f(tensor(1))).rejects.toThrow(
      "compile: donate must name arguments by place, got 3 of 1 arguments.",
    );
  });

  test("a result without tensors, and one with a key", async () => {
    const nothing = compile((_: Tensor) => 3, { backend });
    await expect(nothing(tensor(1))).rejects.toThrow(
      "compile: the function must return tensors, got number.",
    );
    const leaking = compile((k: Key) => ({ x: normal(k, [1]), k }), { backend });
    await expect(leaking(key(0))).rejects.toThrow(
      "compile: the function must return tensors, got a key among them.",
    );
  });

  test("a traced split into a negative number", async () => {
    const f = compile((k: Key) => normal(split(k, -1)[0] ?? k, [1]), { backend });
    await expect(f(key(0))).rejects.toThrow("split: count must be a non-negative integer, got -1.");
  });

  test("reading a value inside a compiled function", async () => {
    let inside: Promise<unknown> = Promise.resolve();
    const f = compile(
      (y: Tensor) => {
        inside = y.data();
        return y;
      },
      { backend },
    );
    (await f(tensor(1))).dispose();
    await expect(inside).rejects.toThrow("data: inside a compiled function values are not known");
  });
});

describe("constants and values", () => {
  test("folded constants are rounded as kernels round", async () => {
    const folded = await evaluate(log(exp(full([1], 100))), { backend });
    const computed = await evaluate(log(exp(tensor([100]))), { backend });
    expect(await folded.item()).toBe(await computed.item());
  });

  test("evaluate gives values in the backend's float type, also of tensors that have them", async () => {
    const oracle = referenceBackend({ dtype: "float64" });
    expect((await evaluate(tensor([1]), { backend: oracle })).dtype).toBe("float64");
  });

  test("a list of padding or of strides may be changed afterwards", async () => {
    const padding: [[number, number], [number, number]] = [[1, 1], [1, 1]]; // biome-ignore format: one line
    const strides: [number, number] = [1, 1];
    const y = conv2d(ones([1, 2, 2, 1]), ones([3, 3, 1, 1]), { padding, strides });
    padding[0][0] = 0;
    strides[0] = 2;
    expect([...(await (await evaluate(y, { backend })).data())]).toEqual([4, 4, 4, 4]);
  });

  test("a shape can't be changed", () => {
    expect(Object.isFrozen(tensor([1]).shape)).toBe(true);
  });

  test("a compiled function keeps a bounded number of traces, and their copies", async () => {
    const counted = referenceBackend();
    const held = tensor([1]);
    const f = compile((y: Tensor) => add(sum(y), held), { backend: counted });
    for (let n = 1; n <= 100; n++) (await f(ones([n]))).dispose();
    expect(counted.numBuffers()).toBeLessThanOrEqual(32);
    f.dispose();
    expect(counted.numBuffers()).toBe(0);
  });
});
