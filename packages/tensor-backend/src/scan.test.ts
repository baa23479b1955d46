import { OptionError, ShapeError } from "@nami/errors";
import { describe, expect, test } from "vitest";
import { conformanceCases } from "./conformance/conformance-case.js";
import {
  add, compile, concat, type Key, key, mul, normal, referenceBackend, reshape, type Scan, scan, slice, sub, sum, type Tensor, type TensorBackend,
  tensor, toDevice, treeDispose, zeros,
} from "./index.js"; // biome-ignore format: a list
import { scanningBackend } from "./testing/scanning-backend.js";

type Carry = Readonly<{ y: Tensor; seen: Tensor; last: Tensor }>;
type Input<T> = Readonly<{ row: Tensor; rate: T; key: Key }>;

const weights = tensor([0.5, -1, 2]);

/** A step with all that there is: what is carried, read by nobody, and closed over; tensors, numbers and draws of its own. */
const step = ({ y, seen }: Carry, { row, rate, key: own }: Input<Tensor>): Carry => ({
  y: add(mul(rate, add(y, normal(own, [3]))), mul(row, weights)),
  seen: concat([slice(seen, [1]), reshape(sum(y), [1])], 0),
  last: row,
});

const start = (): Carry => ({ y: tensor([1, 2, 3]), seen: zeros([4]), last: zeros([3]) });
const inputs = (count: number): Input<number>[] =>
  Array.from({ length: count }, (_, i) => ({
    row: mul(tensor([i, 1, -i]), 2),
    rate: 1 / (i + 1),
    key: key(i),
  }));

async function valuesOf({ y, seen, last }: Carry): Promise<number[][]> {
  const values = await Promise.all([y, seen, last].map(async (x) => Array.from(await x.data())));
  treeDispose({ y, seen, last });
  return values;
}

/** The steps by `compile`, one after the other. */
async function stepByStep(backend: TensorBackend, xs: readonly Input<number>[]): Promise<number[][]> {
  const compiled = compile(step, { backend });
  let carry = await compiled(start(), xs[0]!);
  for (const x of xs.slice(1)) {
    const next = await compiled(carry, x);
    treeDispose(carry);
    carry = next;
  }
  compiled.dispose();
  return valuesOf(carry);
}

const backends = {
  "step by step": () => referenceBackend(),
  "as one program": () => scanningBackend().backend,
};

describe.each(Object.entries(backends))("many steps, %s", (_, make) => {
  test("are the same when their draws are made ahead, of which those unlike the step before take none", async () => {
    const backend = make();
    const steps = scan(step, { backend, donate: true });
    const xs = inputs(5);
    steps.drawAhead(xs[0]!);
    let carry = await steps(start(), [xs[0]!]);
    for (const x of xs.slice(1)) {
      steps.drawAhead({ ...x, row: zeros([4]) });
      steps.drawAhead(x);
      carry = await steps(carry, [x]);
    }
    expect(await valuesOf(carry)).toEqual(await stepByStep(backend, xs));
  });

  test.each([1, 2, 7])("are %i steps of the function", async (count) => {
    const backend = make();
    const steps = scan(step, { backend });
    expect(await valuesOf(await steps(start(), inputs(count)))).toEqual(
      await stepByStep(backend, inputs(count)),
    );
    steps.dispose();
    expect(backend.numBuffers()).toBe(0);
  });

  test("may be taken in parts, and leave the carry that they are given", async () => {
    const backend = make();
    const steps = scan(step, { backend });
    const xs = inputs(9);
    const before = await toDevice(start(), { backend });
    const half = await steps(before, xs.slice(0, 4));
    expect(await valuesOf(await steps(half, xs.slice(4)))).toEqual(await stepByStep(backend, xs));
    expect(Array.from(await before.y.data())).toEqual([1, 2, 3]);
    treeDispose([before, half]);
    steps.dispose();
    expect(backend.numBuffers()).toBe(0);
  });

  test("consume the carry when it is donated, but not when they fail", async () => {
    const backend = make();
    const steps = scan(step, { backend, donate: true });
    const before = await toDevice(start(), { backend });
    const gone = await toDevice(tensor([1, 1, 1]), { backend });
    gone.dispose();
    const [first, second] = inputs(2) as [Input<number>, Input<number>];
    await expect(steps(before, [first, { ...second, row: gone }])).rejects.toThrow(OptionError);
    expect(Array.from(await before.y.data())).toEqual([1, 2, 3]);
    await valuesOf(await steps(before, [first, second]));
    await expect(before.y.data()).rejects.toThrow(OptionError);
    steps.dispose();
    expect(backend.numBuffers()).toBe(0);
  });

  test("of other shapes than the first follow it all the same", async () => {
    const backend = make();
    const total = scan((carry: Tensor, x: Tensor) => add(carry, sum(x)), { backend });
    const end = await total(tensor(1), [tensor([1, 2]), tensor([3, 4]), tensor([5, 6, 7])]);
    expect((await end.data())[0]).toBe(29);
  });

  test("are refused without xs, and when the carry becomes another", async () => {
    const backend = make();
    const refused = async (fn: (carry: Tensor, x: Tensor) => unknown, carry: unknown): Promise<unknown> =>
      (scan(fn as never, { backend }) as Scan<Tensor, Tensor>)(carry as Tensor, [tensor(1), tensor(2)]).catch(
        (error: unknown) => error,
      );
    await expect(scan(step, { backend })(start(), [])).rejects.toThrow(
      "scan: xs must be a list with an x for each step, got an empty one. Pass one at least.",
    );
    expect(await refused((carry) => slice(carry, [1]), tensor([1, 2]))).toEqual(
      new ShapeError(
        "scan: a step must return a carry like the one that it got, float32 [2], got float32 [1]. Reshape or cast it.",
      ),
    );
    expect(await refused((carry) => [carry], tensor([1, 2]))).toEqual(
      new OptionError(
        "scan: a step must return a carry of the structure that it got, *, got [*]. Return all of it, and nothing more.",
      ),
    );
    expect(await refused((carry) => carry, 1)).toEqual(
      new OptionError(
        "scan: the carry must be a tree of tensors, got a number in it. Make it a tensor, or a part of x.",
      ),
    );
    expect(() => scan(step, { backend, donates: true } as never)).toThrow(OptionError);
    expect(backend.numBuffers()).toBe(0);
  });
});

test("a backend that makes one program of them runs it once, and says so", async () => {
  const { backend, counts } = scanningBackend();
  const steps = scan(step, { backend });
  expect(await steps.together(start(), inputs(1)[0]!)).toBe(Number.POSITIVE_INFINITY);
  await valuesOf(await steps(start(), inputs(5)));
  await valuesOf(await steps(start(), inputs(3)));
  expect(counts).toEqual({ scans: 1, runs: 2 });
  expect(await scan(step, { backend: referenceBackend() }).together(start(), inputs(1)[0]!)).toBe(1);
});

test("steps that take nothing from x are made one by one: nothing tells how many there are", async () => {
  const { backend, counts } = scanningBackend();
  const halve = scan((y: Tensor, _: string) => sub(y, mul(0.5, y)), { backend });
  expect(await halve.together(tensor([8]), "x")).toBe(1);
  expect(Array.from(await (await halve(tensor([8]), ["x", "x", "x"])).data())).toEqual([1]);
  expect(counts.scans).toBe(0);
});

describe("the conformance suite", () => {
  const rounds = conformanceCases({ level: "quick" }).find(({ name }) => name.includes("rounds"))!;

  test("passes a backend that carries", async () => {
    await rounds.run(scanningBackend().backend);
  });

  test.each([0, 1, 2])("catches one that carries output %i of the first round only", async (output) => {
    const { backend } = scanningBackend((source) => source.kind === "carried" && source.output === output);
    await expect(rounds.run(backend)).rejects.toThrow("differ from the reference");
  });
});
