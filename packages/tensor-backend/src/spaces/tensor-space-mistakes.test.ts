import { rk4, solve } from "@nami/solvers";
import { describe, expect, test } from "vitest";
import { cast, mul, neg, referenceBackend, sum, type Tensor, tensor, tensorSpace } from "../index.js";

const method = rk4({ steps: 2 });
const span = { t0: 0, t1: 1, method };
/** What a caller without types might pass. */
const untyped = <T>(value: unknown): T => value as T;

describe("A derivative that is not one gets an error that names it", () => {
  test.each([
    ["a number", () => 3, "got a number for [2]"],
    ["nothing", () => undefined, "got nothing for [2]"],
    ["a promise", async (y: Tensor) => tensor(await y.item()), "got a promise for [2]"],
    ["another shape", (y: Tensor) => sum(y), "got [] for [2]"],
    ["integers", (y: Tensor) => cast(y, "int32"), "got int32 for [2]"],
  ])("%s", async (_, f, got) => {
    const space = tensorSpace<Tensor>(referenceBackend());
    await expect(
      solve(untyped<(y: Tensor) => Tensor>(f), tensor([1, 2]), { ...span, space }),
    ).rejects.toThrow(
      `solve: the derivative must have the shapes of the state, ${got}. Return dy/dt shaped like y.`,
    );
  });

  test("a state that is no tensor", async () => {
    const space = tensorSpace<Tensor>(referenceBackend());
    await expect(solve((y: Tensor) => neg(y), untyped<Tensor>(1), { ...span, space })).rejects.toThrow(
      "tensorSpace: a state is a tree of tensors, got a number. Use tensor(…).",
    );
  });
});

describe("Derivatives that are made anew for every solve", () => {
  test("leave a bounded number of copies of what they close over, and none after dispose", async () => {
    const backend = referenceBackend();
    const space = tensorSpace<Tensor>(backend);
    const factor = tensor([1, 2]);
    for (let n = 0; n < 100; n++) {
      const { y } = await solve((x: Tensor) => neg(mul(x, factor)), tensor([1, 2]), { ...span, space });
      y.dispose();
    }
    expect(backend.numBuffers()).toBeLessThanOrEqual(32);
    space.dispose();
    expect(backend.numBuffers()).toBe(0);
  });

  test("may be let go of while their solves are under way", async () => {
    const backend = referenceBackend();
    const space = tensorSpace<Tensor>(backend);
    const solves = Array.from({ length: 50 }, (_, n) =>
      solve((x: Tensor) => mul(x, tensor([n / 50, 0])), tensor([1, 1]), { ...span, space }),
    );
    const ends = await Promise.all(solves.map(async (one) => (await (await one).y.data())[0]!));
    ends.forEach((end, n) => {
      // Two steps of RK4, each the exponential series to its fourth power.
      const z = n / 100;
      expect(end).toBeCloseTo((1 + z + z ** 2 / 2 + z ** 3 / 6 + z ** 4 / 24) ** 2, 5);
    });
  });
});
