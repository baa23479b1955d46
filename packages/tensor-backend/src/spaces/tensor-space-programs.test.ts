import { dopri5, euler, rk4, solve } from "@nami/solvers";
import { beforeEach, describe, expect, test } from "vitest";
import {
  cos,
  fromHost,
  full,
  matmul,
  mul,
  neg,
  referenceBackend,
  reshape,
  type Tensor,
  type TensorBackend,
  tensor,
  tensorSpace,
} from "../index.js";
import { countingBackend } from "../testing/counting-backend.js";
import { solvedOn, span, timeOfRows, wide } from "../testing/tensor-solves.js";

let backend = referenceBackend({ dtype: "float64" });
beforeEach(() => {
  backend = referenceBackend({ dtype: "float64" });
});

describe("tensorSpace and memory", () => {
  test("a solve leaves its answer alone on the device, and disposing the space frees the rest", async () => {
    for (const method of [rk4({ steps: 5 }), dopri5({ rtol: 1e-6, atol: 1e-6 })]) {
      const weights = wide([
        [0, 1],
        [-1, 0],
      ]);
      const space = tensorSpace<Tensor>(backend);
      const { y } = await solve(
        (x: Tensor) => matmul(x, weights),
        wide([
          [1, 0],
          [0, 1],
        ]),
        { ...span, method, space },
      );
      space.dispose();
      expect(backend.numBuffers()).toBe(1);
      y.dispose();
      expect(backend.numBuffers()).toBe(0);
    }
  });

  test("nothing is left when the derivative throws, or a program fails midway", async () => {
    const space = tensorSpace<Tensor>(backend);
    const thrower = (): Tensor => {
      throw new Error("from inside");
    };
    const options = { ...span, method: dopri5({ rtol: 1e-6, atol: 1e-6 }), space };
    await expect(solve(thrower, wide([[1]]), options)).rejects.toThrow("from inside");
    space.dispose();

    let runs = 0;
    const failing: TensorBackend = {
      ...backend,
      compile: async (graph) => {
        const program = await backend.compile(graph);
        return {
          ...program,
          run: (inputs) => (++runs > 6 ? Promise.reject(new Error("device lost")) : program.run(inputs)),
        };
      },
    };
    const other = tensorSpace<Tensor>(failing);
    const saveAt = [0, 0.01, 1.5];
    await expect(
      solve((y: Tensor) => mul(y, -1), wide([[1], [2]]), { ...options, space: other, saveAt }),
    ).rejects.toThrow("device lost");
    other.dispose();
    expect(backend.numBuffers()).toBe(0);
  });

  test("y0 stays the caller's, on the host and on the device", async () => {
    const y0 = wide([1, 2]);
    await solvedOn(backend, neg, y0, rk4({ steps: 2 }));
    expect([...(await y0.data())]).toEqual([1, 2]);
    const space = tensorSpace<Tensor>(backend);
    const options = { t0: 0, t1: 1, method: euler({ steps: 1 }), space };
    const first = await solve(neg, y0, options);
    const second = await solve(neg, first.y, options);
    const still = await solve(neg, first.y, { ...options, t1: 0 });
    expect([...(await first.y.data())]).toEqual([0, 0]);
    for (const { y } of [first, second, still]) y.dispose();
    space.dispose();
    expect(backend.numBuffers()).toBe(0);
  });

  test("solving again with one derivative and method uploads what it closes over once", async () => {
    const weights = wide([
      [0, 1],
      [-1, 0],
    ]);
    const f = (x: Tensor): Tensor => matmul(x, weights);
    const space = tensorSpace<Tensor>(backend);
    const method = rk4({ steps: 3 });
    const held: number[] = [];
    for (let i = 0; i < 4; i++) {
      const { y } = await solve(f, wide([[1, 0]]), { t0: 0, t1: i + 1, method, space });
      y.dispose();
      held.push(backend.numBuffers());
    }
    expect(new Set(held)).toEqual(new Set([1]));
    space.dispose();
    expect(backend.numBuffers()).toBe(0);
  });
});

describe("tensorSpace and programs", () => {
  const f = (y: Tensor, t: Tensor): Tensor => mul(y, cos(timeOfRows(y, t)));

  test("runs any number of fixed steps in one program, and looks at the end itself", async () => {
    const { backend: counted, counts } = countingBackend(backend);
    for (const [t0, t1, steps] of [
      [0, 1, 3],
      [2, -1, 50],
      [0.25, 0.5, 7],
    ] as const) {
      const space = tensorSpace<Tensor>(counted);
      (await solve(f, wide([[1, 2]]), { t0, t1, method: rk4({ steps }), space })).y.dispose();
      space.dispose();
      expect(counts.compiled).toBe(1);
    }
  });

  test("an adaptive solve has one program for each of its step shapes, whatever times and tolerances follow", async () => {
    const { backend: counted, counts } = countingBackend(backend);
    const at = async (t0: number, t1: number, rows: number): Promise<number> => {
      const space = tensorSpace<Tensor>(counted);
      const y0 = fromHost(new Float64Array(2 * rows).fill(1), [rows, 2], "float64");
      const method = dopri5({ rtol: 1e-5, atol: 1e-5 });
      (await solve(f, y0, { t0, t1, method, space })).y.dispose();
      space.dispose();
      return counts.compiled;
    };
    // start, probe, attempt; rows that disagree would add select.
    const first = await at(0, 1, 1);
    expect(first).toBeLessThanOrEqual(4);
    expect(await at(0.5, 3, 1)).toBe(first);
    expect(await at(0, 1, 3)).toBe(2 * first);
  });

  test("a fresh closure over other weights reuses the programs", async () => {
    const { backend: counted, counts } = countingBackend(backend);
    for (const factor of [1, 2, 3]) {
      const weight = full([1, 2], factor, "float64");
      const space = tensorSpace<Tensor>(counted);
      const held = fromHost(Float64Array.of(factor, factor), [1, 2], "float64");
      const solution = await solve((y: Tensor) => mul(y, held), weight, {
        t0: 0,
        t1: 1,
        method: rk4({ steps: 4 }),
        space,
      });
      solution.y.dispose();
      space.dispose();
    }
    // The start is computed by a program of its own where it is not on the host: one a factor.
    expect(counts.compiled).toBeLessThanOrEqual(2 + 3);
  });
});

describe("tensorSpace and dtypes", () => {
  const tolerance = (rtol: number) => ({ ...span, method: dopri5({ rtol, atol: 1e-6 }) });

  test("holds rtol against the dtype that the backend computes in", async () => {
    const narrow = tensorSpace<Tensor>(referenceBackend());
    await expect(solve(neg, tensor([1]), { ...tolerance(1e-7), space: narrow })).rejects.toThrow(
      /rtol must be at least 10 ε.*got 1e-7/,
    );
    const widened = tensorSpace<Tensor>(backend);
    expect((await solve(neg, tensor([1]), { ...tolerance(1e-7), space: widened })).status).toBe("success");
    await expect(solve(neg, wide([1]), { ...tolerance(1e-15), space: widened })).rejects.toThrow(
      /rtol must be at least 10 ε/,
    );
  });

  test("float32 keeps float32", async () => {
    const space = tensorSpace<Tensor>(referenceBackend());
    const { y } = await solve(neg, reshape(tensor([1, 2]), [2, 1]), { ...tolerance(1e-5), space });
    expect(y.dtype).toBe("float32");
    for (const [i, value] of (await y.data()).entries())
      expect(value).toBeCloseTo((i + 1) * Math.exp(-1.5), 4);
  });
});
