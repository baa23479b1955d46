import { CapabilityError, DataError } from "@nami/errors";
import {
  add,
  compile,
  flattenArguments,
  full,
  type Graph,
  gather,
  grad,
  key,
  matmul,
  mul,
  normal,
  scan,
  sigmoid,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
  traceGraph,
  treeMap,
} from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { onnxBackend } from "../index.js";
import { splitForLanes } from "./divided-graph.js";

/** Two layers as wide as it takes to be worth lanes. */
const params = {
  w: mul(normal(key(1), [8, 1024]), 0.4),
  b: normal(key(2), [1024]),
  v: mul(normal(key(3), [1024, 8]), 0.03),
};
type Params = typeof params;
const x = normal(key(4), [4096, 8]);

/** A step of gradient descent on how far the layers are from the identity. */
function step(p: Params, data: Tensor): Params {
  const loss = (q: Params): Tensor =>
    sum(square(sub(matmul(sigmoid(add(matmul(data, q.w), q.b)), q.v), data)));
  return treeMap((one, slope) => sub(one, mul(slope, 1e-6)), p, grad(loss)(p));
}

const graphOf = (rows: number, of: Params = params): Graph =>
  traceGraph(step as never, flattenArguments([of, normal(key(4), [rows, 8])])).graph;
/** As many parameters as rows: to hand them over costs as much as to compute. */
const wide = { w: normal(key(1), [8, 8192]), b: normal(key(2), [8192]), v: normal(key(3), [8192, 8]) };

/** A loss behind so many layers, all with the same weights. */
const deep =
  (layers: number) =>
  (w: Tensor, rows: Tensor): Tensor => {
    let z = rows;
    for (let layer = 0; layer < layers; layer++) z = sigmoid(matmul(z, w));
    return sum(square(z));
  };

async function after(steps: number, threads: number): Promise<{ values: number[]; buffers: number[] }> {
  const backend = onnxBackend({ threads });
  const advance = compile(step, { backend, donate: [0] });
  const buffers: number[] = [];
  let state = params;
  for (let n = 0; n < steps; n++) {
    state = await advance(state, x);
    buffers.push(backend.numBuffers());
  }
  const values = await Promise.all(Object.values(state).map(async (one) => [...(await one.data())]));
  backend.dispose();
  return { values: values.flat(), buffers };
}

describe("a graph with rows", () => {
  test("is divided when each lane has enough to do", () => {
    expect(splitForLanes(graphOf(4096), 2)).toBeDefined();
    expect(splitForLanes(graphOf(256), 2)).toBeUndefined();
    expect(splitForLanes(graphOf(4096), 64)).toBeUndefined();
    expect(splitForLanes(graphOf(4096), 1)).toBeUndefined();
    expect(splitForLanes(graphOf(512, wide), 2)).toBeUndefined();
  });

  test("is done in tiles where each has enough to do, and rows divide", () => {
    const tilesOf = (rows: number): number => splitForLanes(graphOf(rows), 2)!.tiles;
    expect([8192, 4096, 4098].map(tilesOf)).toEqual([8, 4, 1]);
  });

  test("is done in one tile where many operators have little to do each", () => {
    const tilesOf = (rows: number): number => {
      const args = [normal(key(1), [128, 128]), normal(key(4), [rows, 128])];
      return splitForLanes(traceGraph(grad(deep(40)) as never, flattenArguments(args)).graph, 2)!.tiles;
    };
    expect([4096, 256].map(tilesOf)).toEqual([8, 1]);
  });

  test.each([2, 4])(
    "gives on %d lanes what it gives in one session, and leaves no buffer behind",
    async (threads) => {
      const [whole, divided] = [await after(4, 1), await after(4, threads)];
      const most = Math.max(...whole.values.map(Math.abs));
      expect(most).toBeGreaterThan(0.5);
      whole.values.forEach((value, i) => {
        expect(Math.abs(divided.values[i]! - value)).toBeLessThan(2e-6 * most);
      });
      expect(divided.buffers).toEqual(whole.buffers);
    },
  );

  test.each([2, 3])("is one of many rounds on two threads, and divided on more: %d", async (threads) => {
    const backend = onnxBackend({ threads });
    const together = await scan(step, { backend }).together(params, normal(key(4), [6144, 8]));
    if (threads === 2) expect(together).toBeGreaterThan(1);
    else expect(together).toBe(1);
    backend.dispose();
  });

  test.each([
    [40, true],
    [160, false],
  ])(
    "is one of many rounds on two threads where operators are few: %i layers, %s",
    async (layers, isRound) => {
      const backend = onnxBackend({ threads: 2 });
      const advance = (w: Tensor, rows: Tensor): Tensor => sub(w, mul(grad(deep(layers))(w, rows), 1e-6));
      const together = await scan(advance, { backend }).together(
        normal(key(1), [128, 128]),
        normal(key(4), [256, 128]),
      );
      expect(together > 1).toBe(isRound);
      backend.dispose();
    },
  );

  test("gives the same bits at every run", async () => {
    expect((await after(3, 2)).values).toEqual((await after(3, 2)).values);
  });

  test("throws once what fails in all lanes, when none of them runs any more", async () => {
    const unseen: unknown[] = [];
    const see = (reason: unknown): void => void unseen.push(reason);
    process.on("unhandledRejection", see);
    const backend = onnxBackend({ threads: 2 });
    const table = normal(key(0), [10, 8]);
    const advance = compile((p: Params, labels: Tensor) => step(p, gather(table, labels)), { backend });
    const classes = (label: number): Tensor => full([4096], label, "int32");
    const graph = traceGraph(
      ((p: Params, labels: Tensor) => step(p, gather(table, labels))) as never,
      flattenArguments([params, classes(9)]),
    ).graph;
    expect(splitForLanes(graph, 2)).toBeDefined();
    await expect(advance(params, classes(10))).rejects.toThrow(DataError);
    await new Promise((resolve) => setTimeout(resolve, 200));
    process.off("unhandledRejection", see);
    expect(unseen).toEqual([]);
    await advance(params, classes(9));
    backend.dispose();
  });

  test("finishes what runs when its backend is disposed, and then refuses work", async () => {
    const backend = onnxBackend({ threads: 2 });
    const advance = compile(step, { backend });
    await advance(params, x);
    const running = advance(params, x);
    backend.dispose();
    await running.catch((error: unknown) => expect(error).toBeInstanceOf(CapabilityError));
    await expect(advance(params, tensor(new Float32Array(4096 * 8), [4096, 8]))).rejects.toThrow(
      CapabilityError,
    );
  });
});
