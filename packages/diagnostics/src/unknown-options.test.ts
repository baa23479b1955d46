import { DataError, OptionError } from "@nami/errors";
import { rk4 } from "@nami/solvers";
import { key, normal, referenceBackend, tensor } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import {
  divergenceStats,
  energyDistance,
  fieldStats,
  mmd,
  pathEnergy,
  reversibilityError,
  samplingFloor,
  slicedWasserstein,
  wasserstein2,
} from "./index.js";

/** Options as a caller without types may pass them. */
type Given = (options: object | undefined) => Promise<unknown>;

const backend = referenceBackend();
const x = tensor([
  [0, 1],
  [2, 3],
  [4, 6],
]);
const still = (at: typeof x) => at;
const ways = {
  t: [1, 0],
  x: tensor([
    [[0], [1]],
    [[2], [3]],
  ]),
};
const sample = (shape: readonly number[], options: { readonly key: ReturnType<typeof key> }) =>
  normal(options.key, [...shape, 2]);

const doors: Readonly<Record<string, readonly [call: Given, options: object | undefined]>> = {
  fieldStats: [(options) => fieldStats(still, x, 0.5, options as never), { backend }],
  divergenceStats: [(options) => divergenceStats(still, x, 0.5, options as never), { backend }],
  reversibilityError: [
    (options) => reversibilityError(still, options as never),
    { x, backend, solver: rk4({ steps: 2 }) },
  ],
  samplingFloor: [
    (options) => samplingFloor(options as never),
    { sample, n: 4, key: key(0), backend, repeats: 2 },
  ],
  slicedWasserstein: [(options) => slicedWasserstein(x, x, options as never), { key: key(0) }],
  wasserstein2: [(options) => wasserstein2(x, x, options as never), undefined],
  energyDistance: [(options) => energyDistance(x, x, options as never), undefined],
  mmd: [(options) => mmd(x, x, options as never), undefined],
  pathEnergy: [(options) => pathEnergy(ways, options as never), undefined],
};

describe.each(Object.entries(doors))("%s", (name, [call, options]) => {
  test("takes the options that it knows", async () => {
    await expect(call(options)).resolves.toBeDefined();
  });

  test("refuses an option that nobody reads", async () => {
    const stray = call({ ...options, sigmaTop: 1 });
    await expect(stray).rejects.toThrow(OptionError);
    await expect(stray).rejects.toThrow(new RegExp(`^${name}: options must be among .*, got sigmaTop\\. `));
  });

  test("says which options it needs when there are none", async () => {
    if (options === undefined) return;
    await expect(call(undefined)).rejects.toThrow(`${name}: options must be a record, got nothing. Pass { `);
    await expect(call({})).rejects.toThrow(OptionError);
  });
});

test("The floor of a distance knows its options too", async () => {
  const floor = { sample, key: key(0), backend, repeat: 4 };
  await expect(wasserstein2(x, x, { floor })).rejects.toThrow("got repeat. Did you mean repeats?");
});

test("Models, points and ways that are none are named", async () => {
  await expect(fieldStats(3 as never, x, 0.5, { backend })).rejects.toThrow(
    "fieldStats: the model must be a function (x, t, condition?) => v, got number.",
  );
  await expect(fieldStats(still, [1, 2] as never, 0.5, { backend })).rejects.toThrow(
    "fieldStats: points must be a Tensor, got object. Pass tensor(rows).",
  );
  await expect(fieldStats(still, x, "0.5" as never, { backend })).rejects.toThrow(
    "fieldStats: t must be a number or a Tensor, got string.",
  );
  await expect(pathEnergy(undefined as never)).rejects.toThrow(
    "pathEnergy: ways must be { t, x }, got undefined. Pass await flow.trajectory(…).",
  );
});

describe.each([
  ["fieldStats", fieldStats],
  ["divergenceStats", divergenceStats],
])("%s", (name, stats) => {
  test.each([
    [Number.NaN, "got NaN."],
    [Number.POSITIVE_INFINITY, "got Infinity."],
    [tensor([0, Number.NaN, 1]), "got NaN in row 1."],
  ])("refuses the time %s, which is not finite", async (t, got) => {
    await expect(stats(still, x, t, { backend })).rejects.toThrow(DataError);
    await expect(stats(still, x, t, { backend })).rejects.toThrow(`${name}: times must be finite, ${got}`);
  });
});
