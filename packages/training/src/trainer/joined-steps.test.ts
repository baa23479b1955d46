import { type OnnxBackend, onnxBackend } from "@nami/backend-onnx";
import { SolveError } from "@nami/errors";
import { key, mul, sum, type Tensor, zeros } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { rows } from "../testing/gaussian-problem.js";
import { type Changes, gaussianTrainer, stepsOf, valuesByName } from "../testing/training-run.js";

/**
 * ONNX Runtime, and how many steps its programs of many steps have made in each of their runs.
 *
 * @param rounds that it wants together; default its own number
 */
function joining({ rounds, threads = 1 }: { rounds?: number; threads?: number } = {}): {
  readonly backend: OnnxBackend;
  readonly joined: number[];
} {
  const inner = onnxBackend({ threads });
  const joined: number[] = [];
  const backend: OnnxBackend = {
    ...inner,
    compileScan: async (graph, inputs) => {
      const program = await inner.compileScan!(graph, inputs);
      const stacked = inputs.findIndex(({ kind }) => kind === "stacked");
      return (
        program && {
          ...program,
          rounds: rounds ?? program.rounds,
          run: (buffers) => {
            joined.push(buffers[stacked]!.shape[0]!);
            return program.run(buffers);
          },
        }
      );
    },
  };
  return { backend, joined };
}

/** Data of which some step's batch is special. */
const rowsUntil = (special: number, then: (usual: Tensor) => Tensor): Changes["data"] => {
  let asked = 0;
  return {
    sample: ([count], options) => (++asked === special ? then : (x: Tensor) => x)(rows(count!, options.key)),
  };
};

/** Losses and state after 40 steps. */
async function trained(readEvery: number, changes: Changes = {}): Promise<unknown> {
  const { backend } = joining();
  const t = gaussianTrainer({ backend, ...changes });
  const steps = await stepsOf(t, { steps: 40, readEvery });
  const { params, optimizer, ema } = await t.checkpoint();
  const values = await valuesByName({ params, optimizer, ema: ema! });
  await t.dispose();
  expect(backend.numBuffers()).toBe(0);
  backend.dispose();
  return { steps, values };
}

describe("small steps that run as one program", () => {
  test("are the steps one by one, bit for bit, however many are read together", async () => {
    const apart = await trained(1);
    for (const readEvery of [3, 10, 25]) expect(await trained(readEvery)).toEqual(apart);
  });

  test("are ten at most, and end before a read, a validation and the last step", async () => {
    const { backend, joined } = joining();
    const t = gaussianTrainer({
      backend,
      validation: { every: 16, measure: (model) => sum(model(zeros([2, 2]), zeros([2]))) },
    });
    const measured: number[] = [];
    for await (const { step, validation } of t.fit({ key: key(0), steps: 43, readEvery: 14 }))
      if (validation !== undefined) measured.push(step);
    expect(measured).toEqual([16, 32]);
    expect(joined).toEqual([10, 4, 2, 10, 4, 2, 10, 1]);
    await t.dispose();
    backend.dispose();
  });

  test("are no more than the backend wants", async () => {
    const { backend, joined } = joining({ rounds: 4 });
    const t = gaussianTrainer({ backend });
    await stepsOf(t, { steps: 19, readEvery: 10 });
    expect(joined).toEqual([4, 4, 2, 4, 4, 1]);
    await t.dispose();
    backend.dispose();
  });

  test("keep the state before the one that is not finite", async () => {
    const { backend } = joining();
    const t = gaussianTrainer({ backend, data: rowsUntil(17, (usual) => mul(usual, 1e30))! });
    await expect(stepsOf(t, { steps: 40 })).rejects.toThrow(SolveError);
    expect(t.step).toBe(16);
    const before = gaussianTrainer({ backend, data: rowsUntil(0, (usual) => usual)! });
    await stepsOf(before, { steps: 16 });
    expect(await valuesByName(await t.params())).toEqual(await valuesByName(await before.params()));
    backend.dispose();
  });

  test("end with the batches that were there when the signal came", async () => {
    const { backend, joined } = joining();
    const controller = new AbortController();
    const data = rowsUntil(15, (usual) => {
      controller.abort();
      return usual;
    });
    const t = gaussianTrainer({ backend, data: data! });
    expect(await stepsOf(t, { steps: 40, signal: controller.signal })).toHaveLength(15);
    expect(joined).toEqual([10, 5]);
    backend.dispose();
  });

  test("go on from the last that were made when a batch fails", async () => {
    const { backend } = joining();
    const data = rowsUntil(15, () => {
      throw new Error("no fifteenth");
    });
    const t = gaussianTrainer({ backend, data: data! });
    await expect(stepsOf(t, { steps: 40 })).rejects.toThrow("no fifteenth");
    expect(t.step).toBe(10);
    expect(await stepsOf(t, { steps: 40 })).toHaveLength(30);
    backend.dispose();
  });
});

test("large steps on two threads are the same however many are read together", async () => {
  const ends: unknown[] = [];
  for (const readEvery of [1, 4]) {
    const { backend, joined } = joining({ threads: 2 });
    const t = gaussianTrainer({ backend, batchSize: 2 ** 16 });
    await stepsOf(t, { steps: 6, readEvery });
    ends.push(await valuesByName(await t.params()));
    expect(joined).toEqual(readEvery === 1 ? [1, 1, 1, 1, 1, 1] : [4, 2]);
    await t.dispose();
    backend.dispose();
  }
  expect(ends[1]).toEqual(ends[0]);
});
