import { standardNormal } from "@nami/distributions";
import { hutchinsonDivergence } from "@nami/divergence";
import { euler } from "@nami/solvers";
import { key, normal, referenceBackend, slice, tensor, uniform } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { flowMatching, velocityField } from "./index.js";
import { joinRows, rowRanges, takeRows } from "./rows.js";

describe("rowRanges", () => {
  test.each([
    [0, 4, [0]],
    [1, 4, [1]],
    [4, 4, [4]],
    [5, 4, [2, 3]],
    [9, 4, [3, 3, 3]],
  ])("cuts %i rows, %i at once, into stretches of %j", (rows, atOnce, counts) => {
    const ranges = rowRanges(rows, atOnce);
    expect(ranges.map(({ count }) => count)).toEqual(counts);
    expect(ranges.map(({ first }) => first)).toEqual(
      counts.map((_, i) => counts.slice(0, i).reduce((a, b) => a + b, 0)),
    );
  });
});

test("rows taken apart and joined again are what they were", async () => {
  const tree = { x: normal(key(1), [5, 2, 3]), logDensity: tensor([1, 2, 3, 4, 5], [5, 1], "float64") };
  const parts = await Promise.all(rowRanges(5, 2).map((range) => takeRows(tree, range)));
  const joined = await joinRows(parts);
  for (const name of ["x", "logDensity"] as const) {
    expect([joined[name].shape, joined[name].dtype]).toEqual([tree[name].shape, tree[name].dtype]);
    expect(await joined[name].data()).toEqual(await tree[name].data());
  }
});

describe("a flow over more rows than are solved at once", () => {
  const [many, few] = [5000, 7];
  const backend = referenceBackend();
  const field = velocityField({ dim: 2, conditionDim: 1, hidden: 3, layers: 1 });
  const params = field.init(key(0));
  const condition = uniform(key(1), [many, 1]);
  const flow = (count: number) =>
    flowMatching({
      field: field.with(params),
      base: standardNormal([2]),
      solver: euler({ steps: 2 }),
      backend,
    }).bind(slice(condition, [0, 0], [count, 1]));

  test("gives each row what it has by itself, its own condition and probes included", async () => {
    const x = normal(key(2), [many, 2]);
    const options = { divergence: hutchinsonDivergence({ probes: 2 }), key: key(3) };
    const { logProb, standardError, stats } = await flow(many).estimateLogProb(x, options);
    const alone = await flow(few).estimateLogProb(slice(x, [0, 0], [few, 2]), options);
    expect(stats).toEqual(alone.stats);
    expect(logProb.shape).toEqual([many]);
    expect((await logProb.data()).slice(0, few)).toEqual(await alone.logProb.data());
    expect((await standardError.data()).slice(0, few)).toEqual(await alone.standardError.data());
    const drawn = await flow(many).sampleWithStats([], { key: key(4) });
    expect(drawn.rows.status).toHaveLength(many);
    const first = await flow(few).sample([], { key: key(4) });
    expect((await drawn.x.data()).slice(0, 2 * few)).toEqual(await first.data());
  });

  test("keeps the order of rows in its trajectories", async () => {
    const { x } = await flow(many).trajectory([], { key: key(4), times: [1, 0.5, 0] });
    expect(x.shape).toEqual([3, many, 2]);
    const end = await flow(many).sample([], { key: key(4) });
    expect((await x.data()).slice(-2 * many)).toEqual(await end.data());
  });
});
