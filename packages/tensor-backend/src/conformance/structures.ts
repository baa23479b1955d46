import type { TensorBackend } from "../backend.js";
import { compile } from "../compile.js";
import type { DType } from "../dtype.js";
import { evaluate, toDevice } from "../evaluate.js";
import { ones, zeros } from "../ops/create.js";
import { add, exp, greater, mul, sin, sub, where } from "../ops/elementwise.js";
import { sum } from "../ops/reduction.js";
import { scan } from "../scan.js";
import { type Tensor, tensor } from "../tensor.js";
import { grad, jvp } from "../transforms.js";
import { dtypeOn, oracle } from "./candidate.js";
import { report } from "./check.js";
import type { Level } from "./specimen.js";
import { drawn, specialNumbers, subnormals } from "./test-values.js";

/** A way in which programs are put together or run. */
export interface Structure {
  readonly name: string;
  /** @throws Error when the backend does it otherwise */
  run(backend: TensorBackend): Promise<void>;
}

/** Compares values of a tensor, which is disposed then; small integers and halves, so that they must be equal. */
async function expectValues(label: string, x: Tensor, want: readonly number[]): Promise<void> {
  const got = Array.from(await x.data());
  x.dispose();
  const equal =
    got.length === want.length && want.every((value, i) => Object.is(got[i], value) || got[i] === value);
  report([equal ? undefined : `${label}: got [${got.join(", ")}], want [${want.join(", ")}]`]);
}

const x3 = (): Tensor => tensor([1, 2, 3]);

/** A sum of `length` operations on a vector, some with constants, and its gradient: a long program. */
function longProgram(length: number): (x: Tensor) => readonly Tensor[] {
  const fn = (x: Tensor): Tensor => {
    let y = x;
    for (let i = 0; i < length; i++) y = i % 3 === 0 ? mul(y, x) : i % 3 === 1 ? add(y, 0.5) : sub(y, sin(y));
    return sum(y);
  };
  return (x) => [fn(x), grad(fn)(x)];
}

async function runLongProgram(backend: TensorBackend, length: number): Promise<void> {
  const x = drawn([5], 1, (z) => Math.tanh(z) / 2);
  const compiled = compile(longProgram(length), { backend });
  const [got, want] = [await compiled(x), await evaluate(longProgram(length)(x), { backend: oracle })];
  for (const [i, y] of got.entries()) {
    const [a, b] = [await y.data(), await want[i]!.data()];
    y.dispose();
    // A contraction towards 0: errors die out, and a wrong or missing step does not.
    report([
      b.every((value, j) => Math.abs(a[j]! - value) < 1e-4)
        ? undefined
        : `output ${i}: got [${a.join()}], want [${b.join()}]`,
    ]);
  }
}

type Rounds = readonly [Tensor, Tensor, Tensor, Tensor, Tensor];

/** Structures of programs and of their use. */
export function structures(level: Level): readonly Structure[] {
  return [
    {
      name: "values survive upload and read",
      run: async (backend) => {
        const examples: readonly (readonly [DType, readonly number[]])[] = [
          ["float32", [...specialNumbers, 0.5, -3.25, 2 ** 100]], ["int32", [0, 1, -7, 2 ** 31 - 1, -(2 ** 31)]], ["bool", [0, 1, 1]], ["float32", []],
        ]; // biome-ignore format: a list
        for (const [dtype, values] of examples)
          for (const shape of [[values.length], [1, values.length, 1]]) {
            const type = dtypeOn(backend, dtype);
            const buffer = await backend.upload(await tensor(values, shape, type).data(), shape, type);
            await expectValues(`${dtype}[${shape}]`, tensor(await backend.read(buffer), shape, type), values);
            backend.free(buffer);
          }
      },
    },
    {
      name: "subnormals survive upload and read",
      run: async (backend) => {
        const values = Array.from(Float32Array.from(subnormals));
        const type = dtypeOn(backend, "float32");
        const buffer = await backend.upload(await tensor(values, [values.length], type).data(), [values.length], type);
        await expectValues("subnormals", tensor(await backend.read(buffer), [values.length], type), values);
        backend.free(buffer);
      },
    },
    {
      name: "an output that is an input is a value of its own",
      run: async (backend) => {
        const x = await toDevice(x3(), { backend });
        const y = await compile((a: Tensor) => a, { backend })(x);
        x.dispose();
        await expectValues("output", y, [1, 2, 3]);
      },
    },
    {
      name: "the same output twice is two values",
      run: async (backend) => {
        const twice = compile((a: Tensor) => {
          const y = add(a, 1);
          return [y, y, a, a];
        }, { backend });
        for (const [i, y] of (await twice(x3())).entries()) await expectValues(`output ${i}`, y, i < 2 ? [2, 3, 4] : [1, 2, 3]);
      },
    },
    {
      name: "many rounds of a step are the step again and again",
      run: async (backend) => {
        const captured = tensor([1, 1, 1]);
        // Whole numbers, so that the order of additions is of no matter.
        const steps = scan(([a, b, c, , e]: Rounds, { row, n }: { row: Tensor; n: Tensor }): Rounds => [
          add(add(a, c), captured), add(b, mul(a, n)), sub(row, c), row, e,
        ], { backend }); // biome-ignore format: one line for each thing
        const xs = [1, 2, 3, 4].map((n) => ({ row: mul(x3(), n), n }));
        const got = await steps([zeros([3]), zeros([3]), zeros([3]), zeros([3]), x3()], xs);
        steps.dispose();
        const want = [[8, 12, 16], [31, 42, 53], [2, 4, 6], [4, 8, 12], [1, 2, 3]]; // biome-ignore format: a list
        for (const [i, values] of want.entries()) await expectValues(`carry ${i}`, got[i]!, values);
      },
    },
    {
      name: "an output that is used further stays whole",
      run: async (backend) => {
        const [a, b, c] = await compile((x: Tensor) => {
          const y = add(x, 1);
          const z = mul(y, 2);
          return [y, z, sub(z, y)];
        }, { backend })(x3());
        await expectValues("y", a!, [2, 3, 4]);
        await expectValues("z", b!, [4, 6, 8]);
        await expectValues("z − y", c!, [2, 3, 4]);
      },
    },
    {
      name: "views of an input do not share its memory",
      run: async (backend) => {
        const x = await toDevice(tensor([[1, 2], [3, 4]]), { backend });
        const y = await compile((a: Tensor) => sum(a, { axis: [] }), { backend })(x);
        x.dispose();
        await expectValues("output", y, [1, 2, 3, 4]);
      },
    },
    {
      name: "a program without inputs gives constants",
      run: async (backend) => {
        const [a, b] = await compile(() => [ones([2]), add(zeros([2, 1]), 1.5)], { backend })();
        await expectValues("ones", a!, [1, 1]);
        await expectValues("constant", b!, [1.5, 1.5]);
      },
    },
    {
      name: "inputs are borrowed: they serve many runs",
      run: async (backend) => {
        const x = await toDevice(x3(), { backend });
        const double = compile((a: Tensor) => mul(a, 2), { backend });
        for (let i = 0; i < 3; i++) await expectValues(`run ${i}`, await double(x), [2, 4, 6]);
        await expectValues("input", x, [1, 2, 3]);
      },
    },
    {
      name: "one tensor may be two arguments",
      run: async (backend) => {
        const x = await toDevice(x3(), { backend });
        await expectValues("sum", await compile((a: Tensor, b: Tensor) => add(a, mul(b, 2)), { backend })(x, x), [3, 6, 9]);
        x.dispose();
      },
    },
    {
      name: "a donated state is handed on from run to run",
      run: async (backend) => {
        const step = compile(({ x, n }: { x: Tensor; n: Tensor }, by: Tensor) => ({ x: add(x, by), n: add(n, 1) }), { backend, donate: [0] });
        let state = { x: x3(), n: tensor(0) };
        for (let i = 0; i < 5; i++) state = await step(state, 0.5);
        await expectValues("x", state.x, [3.5, 4.5, 5.5]);
        await expectValues("n", state.n, [5]);
      },
    },
    {
      name: "numbers and captured tensors are inputs",
      run: async (backend) => {
        const w = tensor([10, 20, 30]);
        const f = compile((x: Tensor, t: Tensor) => add(mul(x, t), w), { backend });
        await expectValues("t = 2", await f(x3(), 2), [12, 24, 36]);
        await expectValues("t = −1", await f(x3(), -1), [9, 18, 27]);
        f.dispose();
      },
    },
    {
      name: "numbers take all their digits to a float64 tensor, and have derivatives there",
      run: async (backend) => {
        const type = backend.dtypes.has("float64") ? "float64" : "float32";
        const w = tensor([2], [1], type);
        const f = compile((t: Tensor) => {
          const product = (s: Tensor): Tensor => mul(mul(s, s), w);
          return [mul(add(t, 0.1), w), jvp(product, t, tensor(1))[1], grad((s: Tensor) => sum(product(s)))(t)];
        }, { backend });
        const in32 = (value: number): number => Math.fround(value);
        const [y, change, slope] = (await f(0.3)) as [Tensor, Tensor, Tensor];
        f.dispose();
        await expectValues("y", y, [2 * (type === "float64" ? 0.3 + 0.1 : in32(in32(0.3) + in32(0.1)))]);
        await expectValues("change", change, [type === "float64" ? 1.2 : in32(1.2)]);
        await expectValues("slope", slope, [slope.dtype === "float64" ? 1.2 : in32(1.2)]);
      },
    },
    {
      name: "an argument may go unused",
      run: async (backend) => expectValues("x", await compile((x: Tensor, _: Tensor) => add(x, 1), { backend })(x3(), tensor([9])), [2, 3, 4]),
    },
    {
      name: "a new shape is a new program",
      run: async (backend) => {
        const double = compile((x: Tensor) => mul(x, 2), { backend });
        await expectValues("three", await double(x3()), [2, 4, 6]);
        await expectValues("two", await double(tensor([4, 5])), [8, 10]);
        await expectValues("none", await double(tensor([])), []);
        await expectValues("three again", await double(x3()), [2, 4, 6]);
      },
    },
    {
      name: "runs of one program may overlap",
      run: async (backend) => {
        const f = compile((x: Tensor) => sum(mul(add(x, 1), 2)), { backend });
        const results = await Promise.all([1, 2, 3, 4].map((n) => f(tensor([n, n]))));
        for (const [i, y] of results.entries()) await expectValues(`run ${i}`, y, [4 * (i + 2)]);
      },
    },
    {
      name: "truth values and integers go in and out",
      run: async (backend) => {
        const f = compile((c: Tensor, i: Tensor) => [where(c, i, mul(i, 2)), greater(i, 1)], { backend });
        const [a, b] = await f(tensor([true, false, true], [3], "bool"), tensor([1, 2, 3], [3], "int32"));
        await expectValues("where", a!, [1, 4, 3]);
        await expectValues("greater", b!, [0, 1, 1]);
      },
    },
    {
      name: "an intermediate may be infinite where it is not chosen",
      run: async (backend) =>
        expectValues("chosen", await compile((x: Tensor) => where(greater(x, 2), 0, mul(x, where(greater(x, 2), exp(mul(x, 1e4)), 2))), { backend })(x3()), [2, 4, 0]),
    },
    { name: "a program of 300 steps and its gradient", run: (backend) => runLongProgram(backend, 300) },
    ...(level === "full" ? [{ name: "a program of 1000 steps and its gradient", run: (backend: TensorBackend) => runLongProgram(backend, 1000) }] : []),
  ];
} // biome-ignore format: a list
