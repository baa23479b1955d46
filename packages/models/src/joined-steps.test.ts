import { type OnnxBackend, onnxBackend } from "@nami/backend-onnx";
import { standardNormal } from "@nami/distributions";
import { bosh3, dopri5, euler, type OdeMethod, rk4, solve } from "@nami/solvers";
import { key, mul, neg, normal, onHost, sin, type Tensor, tensor, tensorSpace } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { flowMatching, velocityField } from "./index.js";

/**
 * ONNX Runtime, and how many steps its programs of several have made in each of their runs.
 *
 * @param rounds that it wants together; default its own number
 */
function joining(rounds?: number): { readonly backend: OnnxBackend; readonly joined: number[] } {
  const inner = onnxBackend({ threads: 1 });
  const joined: number[] = [];
  const compileScan: OnnxBackend["compileScan"] = async (graph, inputs) => {
    const program = await inner.compileScan!(graph, inputs);
    const stacked = inputs.findIndex(({ kind }) => kind === "stacked");
    const run: NonNullable<typeof program>["run"] = (buffers) => {
      joined.push(buffers[stacked]!.shape[0]!);
      return program!.run(buffers);
    };
    return program && { ...program, run, rounds: rounds ?? program.rounds };
  };
  return { backend: { ...inner, compileScan }, joined };
}

/** A pendulum: a tree for a state, and time in the slope. */
type State = { readonly angle: Tensor; readonly speed: Tensor };
const pendulum = ({ angle, speed }: State, t: Tensor): State => ({
  angle: speed,
  speed: mul(neg(sin(angle)), mul(t, 0.5)),
});
const startOf = (dtype: "float32" | "float64"): State => ({
  angle: tensor([[0.3], [1.2]], undefined, dtype),
  speed: tensor([[0], [-0.5]], undefined, dtype),
});

/** Where the pendulum is at 3; with a look at its end, which keeps its steps apart. */
async function swing(
  backend: OnnxBackend,
  method: OdeMethod,
  dtype: "float32" | "float64",
  looked: boolean,
): Promise<unknown> {
  const space = tensorSpace<State>(backend);
  const saveAt = looked ? [3] : [];
  const { y, saved, stats, status, rows } = await solve(pendulum, startOf(dtype), {
    ...{ t0: 0, t1: 3, method, space, saveAt },
  });
  const values = { angle: [...(await y.angle.data())], speed: [...(await y.speed.data())] };
  for (const state of [y, ...saved.map((one) => one.y)]) {
    state.angle.dispose();
    state.speed.dispose();
  }
  space.dispose();
  return { values, stats, status, rows };
}

describe("fixed steps of a small solve", () => {
  test.each([
    euler({ steps: 70 }),
    rk4({ steps: 33 }),
    rk4({ grid: [0, 0.1, 1.5, 2.75, 3] }),
    bosh3({ steps: 12 }),
    dopri5({ steps: 40 }),
  ])("run as few programs, with the results of one by one, bit for bit: %#", async (method) => {
    for (const dtype of ["float32", "float64"] as const) {
      const { backend, joined } = joining();
      const apart = await swing(backend, method, dtype, true);
      expect(joined).toEqual([]);
      expect(await swing(backend, method, dtype, false)).toEqual(apart);
      const { steps } = method.stepping;
      expect(joined).toEqual([...new Array<number>(Math.floor(steps! / 32)).fill(32), steps! % 32]);
      expect(backend.numBuffers()).toBe(0);
      backend.dispose();
    }
  }); // biome-ignore format: a list

  test("are no more in a program than the backend wants", async () => {
    const { backend, joined } = joining(3);
    const apart = await swing(backend, rk4({ steps: 7 }), "float32", true);
    expect(await swing(backend, rk4({ steps: 7 }), "float32", false)).toEqual(apart);
    expect(joined).toEqual([3, 3, 1]);
    backend.dispose();
  });

  test("may widen the state at its first step", async () => {
    const { backend } = joining();
    const space = tensorSpace<Tensor>(backend);
    const rate = tensor([2, 3], [2], "float64");
    const { y } = await solve((x: Tensor) => mul(neg(x), rate), tensor([1, 1]), {
      ...{ t0: 0, t1: 1, method: rk4({ steps: 20 }), space },
    });
    expect(y.dtype).toBe("float64");
    const [first, second] = await y.data();
    expect(first).toBeCloseTo(Math.exp(-2), 5);
    expect(second).toBeCloseTo(Math.exp(-3), 5);
    y.dispose();
    space.dispose();
    expect(backend.numBuffers()).toBe(0);
    backend.dispose();
  });

  test("say which rows broke, and where", async () => {
    const { backend } = joining();
    const space = tensorSpace<Tensor>(backend);
    // y′ = y²: the second row is infinite at ½.
    const blowUp = solve((x: Tensor) => mul(x, x), tensor([[-1], [2]]), {
      ...{ t0: 0, t1: 1, method: rk4({ steps: 64 }), space },
    });
    const { status, rows } = await blowUp;
    expect(status).not.toBe("success");
    expect(rows!.status[0]).toBe("success");
    expect(rows!.t[1]).toBeGreaterThan(0.45);
    expect(rows!.t[1]).toBeLessThan(0.75);
    backend.dispose();
  });
});

test("a few samples and their densities are the same with few programs as with many", async () => {
  const { backend, joined } = joining();
  const field = velocityField({ dim: 2, hidden: 16 });
  const params = field.init(key(1));
  const bound = (solver: OdeMethod, on: OnnxBackend) =>
    flowMatching({ field: field.with(params), base: standardNormal([2]), solver, backend: on }).bind();
  const noise = await onHost(normal(key(2), [5, 2]));
  const alone: OnnxBackend = { ...backend, compileScan: async () => undefined };
  const solver = rk4({ steps: 40 });
  const [few, many] = [bound(solver, backend), bound(solver, alone)];
  const x = await few.decode(noise);
  expect(joined).toEqual([32, 8]);
  expect(await x.data()).toEqual(await (await many.decode(noise)).data());
  expect(await (await few.logProb(x)).data()).toEqual(await (await many.logProb(x)).data());
  expect(joined).toEqual([32, 8, 32, 8]);
  expect(backend.numBuffers()).toBe(0);
  backend.dispose();
});
