import { standardNormal } from "@nami/distributions";
import { euler } from "@nami/solvers";
import { type Key, key, referenceBackend, type TensorBackend, toDevice } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { flowMatching, velocityField } from "./index.js";
import { eachInLanes, lanesFor } from "./lanes.js";

/** A backend with two lanes, and how many programs each of the three has run. */
function laned(onRun: (run: number) => void = () => {}): { backend: TensorBackend; runs: number[] } {
  const runs = [0, 0, 0];
  const [own, ...lanes] = runs.map((_, i): TensorBackend => {
    const plain = referenceBackend();
    return {
      ...plain,
      compile: async (graph) => {
        const program = await plain.compile(graph);
        return {
          ...program,
          run: (inputs) => {
            runs[i]!++;
            onRun(runs.reduce((a, b) => a + b));
            return program.run(inputs);
          },
        };
      },
    };
  });
  return { backend: { ...own!, lanes }, runs };
}

const field = velocityField({ dim: 2, hidden: 3, layers: 1 });
const params = field.init(key(0));
const flowOn = (backend: TensorBackend, solver = euler({ steps: 2 })) =>
  flowMatching({ field: field.with(params), base: standardNormal([2]), solver, backend }).bind();
const sampleKey: Key = key(1);

describe("a flow on a backend with lanes", () => {
  test("divides many rows among them, and gives what one backend gives", async () => {
    const { backend, runs } = laned();
    const x = await flowOn(backend).sample([3000], { key: sampleKey });
    expect(await x.data()).toEqual(
      await (await flowOn(referenceBackend()).sample([3000], { key: sampleKey })).data(),
    );
    expect(runs[1]).toBeGreaterThan(0);
    expect(runs[2]).toBeGreaterThan(0);
  });

  test("leaves few rows where they are", async () => {
    const { backend, runs } = laned();
    await flowOn(backend).sample([100], { key: sampleKey });
    expect(runs.slice(1)).toEqual([0, 0]);
  });

  test("takes parameters that lie on the backend itself", async () => {
    const { backend } = laned();
    const there = await toDevice(params, { backend });
    const flow = flowMatching({
      field: field.with(there),
      base: standardNormal([2]),
      solver: euler({ steps: 2 }),
      backend,
    });
    const x = await flow.bind().sample([1000], { key: sampleKey });
    expect(await x.data()).toEqual(
      await (await flowOn(referenceBackend()).sample([1000], { key: sampleKey })).data(),
    );
  });

  test("stops all lanes at an abort", async () => {
    const control = new AbortController();
    const reason = new Error("enough");
    const { backend, runs } = laned((run) => run === 20 && control.abort(reason));
    const steps = euler({ steps: 1000 });
    const sampling = flowOn(backend, steps).sample([2000], { key: sampleKey, signal: control.signal });
    await expect(sampling).rejects.toBe(reason);
    expect(runs.reduce((a, b) => a + b)).toBeLessThan(30);
  });
});

describe("eachInLanes", () => {
  const [a, b] = [referenceBackend(), referenceBackend()];

  test("keeps the order of the items, whichever lane is faster", async () => {
    const work = async (item: number, lane: TensorBackend): Promise<number> => {
      await new Promise((resolve) => setTimeout(resolve, lane === a ? 5 : 0));
      return 10 * item;
    };
    expect(await eachInLanes([1, 2, 3, 4, 5, 6], [a, b], work)).toEqual([10, 20, 30, 40, 50, 60]);
  });

  test("throws the first failure when the others have finished, and begins nothing after it", async () => {
    const log: string[] = [];
    const work = async (item: number): Promise<void> => {
      log.push(`begin ${item}`);
      await new Promise((resolve) => setTimeout(resolve, 2 * item));
      if (item === 1) throw new Error("one");
      log.push(`end ${item}`);
    };
    await expect(eachInLanes([1, 2, 3, 4], [a, b], work)).rejects.toThrow("one");
    expect(log).toEqual(["begin 1", "begin 2", "end 2"]);
  });

  test("lanes are for rows that fill two of them", () => {
    const backend = { ...a, lanes: [a, b] };
    expect([0, 511, 512, 5000].map((rows) => lanesFor(backend, rows).length)).toEqual([1, 1, 2, 2]);
    expect(lanesFor(a, 5000)).toEqual([a]);
  });
});
