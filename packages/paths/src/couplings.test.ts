import { OptionError, ShapeError } from "@nami/errors";
import { fromHost, key, normal, reshape, type Tensor, tensor } from "@nami/tensor-backend";
import { assign, squaredDistances } from "@nami/transport";
import { describe, expect, test } from "vitest";
import {
  type Coupling, independentCoupling, linearPath, optimalTransportCoupling, type Pairs, pooledCoupling, sinkhornCoupling, stableCoupling,
} from "./index.js"; // biome-ignore format: a list

import { distance, valuesOf } from "./testing/values.js";

const count = 64;
/** Labels decide where the data are: 0 left, 1 right. */
const labels = Array.from({ length: count }, (_, i) => (i * 7) % 2);
const drawn = async (): Promise<Pairs> => {
  const shifts = labels.map((label) => (label ? 4 : -4));
  const raw = await normal(key(1), [count, 2], { dtype: "float64" }).data();
  const target = tensor(
    raw.map((x, i) => 0.5 * x + (i % 2 ? 0 : shifts[i >> 1]!)),
    [count, 2],
    "float64",
  );
  return {
    source: normal(key(2), [count, 2], { dtype: "float64" }),
    target,
    condition: tensor(labels, [count, 1]),
  };
};
const rowsOf = async (x: Tensor): Promise<string[]> => {
  const values = [...(await x.data())];
  const size = values.length / x.shape[0]!;
  return Array.from({ length: x.shape[0]! }, (_, i) => values.slice(i * size, (i + 1) * size).join());
};
const options = { key: key(5) };

const permuting = {
  "optimal transport": () => optimalTransportCoupling(),
  stable: () => stableCoupling(),
  "optimal transport within labels": () => optimalTransportCoupling({ conditionWeight: Infinity }),
  "stable within labels": () => stableCoupling({ conditionWeight: Infinity }),
  "optimal transport with a weight": () => optimalTransportCoupling({ conditionWeight: 10 }),
};
const all = {
  ...permuting,
  sinkhorn: () => sinkhornCoupling(),
  "sinkhorn within labels": () => sinkhornCoupling({ conditionWeight: Infinity }),
};

describe.each(Object.entries(all))("the coupling %s", (name, make) => {
  test("leaves targets and conditions in their rows and takes sources from the batch", async () => {
    const rows = await drawn();
    const pairs = await make().pair(rows, options);
    expect(pairs.target).toBe(rows.target);
    expect(pairs.condition).toBe(rows.condition);
    const [before, after] = [await rowsOf(rows.source), await rowsOf(pairs.source)];
    expect(after.every((row) => before.includes(row))).toBe(true);
    if (name in permuting) expect([...after].sort()).toEqual([...before].sort());
    expect(await rowsOf((await make().pair(rows, options)).source)).toEqual(after);
  });

  test("makes pairs shorter, and reports it", async () => {
    const rows = await drawn();
    const { cost, entropy, sourceFromTarget } = await make().report(rows, options);
    // A stable matching promises no smaller sum: within far groups it is about that of chance.
    expect(cost.after).toBeLessThan(cost.before * (name === "stable within labels" ? 1.05 : 1));
    expect(sourceFromTarget.after).toBeGreaterThan(sourceFromTarget.before);
    const [least, most] = [Math.log(count), 2 * Math.log(count)];
    if (name in permuting) expect(entropy).toBeCloseTo(least, 12);
    else expect(entropy > least && entropy < most).toBe(true);
  });

  test("keeps the dtype and the event shape", async () => {
    const { source, target } = await drawn();
    const shaped = { source: reshape(source, [count, 1, 2]), target: reshape(target, [count, 1, 2]) };
    const host = async (x: Tensor): Promise<Tensor> =>
      fromHost(Float32Array.from(await x.data()), [count, 1, 2], "float32");
    const pairs = await make().pair({ source: await host(source), target: await host(target) }, options);
    expect([pairs.source.shape, pairs.source.dtype]).toEqual([[count, 1, 2], "float32"]);
    expect(shaped.source.shape).toEqual(pairs.source.shape);
  });

  test("refuses rows that do not match", async () => {
    const { source, target } = await drawn();
    await expect(make().pair({ source: normal(key(0), [5, 2]), target }, options)).rejects.toThrow(
      ShapeError,
    );
    await expect(make().pair({ source: normal(key(0), [count, 3]), target }, options)).rejects.toThrow(
      "must have one event shape, got 3 and 2 numbers a row",
    );
    expect(source.shape).toEqual([count, 2]);
  });

  test("marks what was trained with it", () => {
    expect(make().independent).toBe(false);
    expect(linearPath({ coupling: make() }).coupling?.name).toBe(make().name);
  });
});

describe("what couplings do to the batch", () => {
  test("exact transport has the least cost of all permutations", async () => {
    const rows = await drawn();
    const [source, target] = [
      Float64Array.from(await rows.source.data()),
      Float64Array.from(await rows.target.data()),
    ];
    const least =
      assign(squaredDistances(source, target, { dimension: 2 }), { rows: count, columns: count }).cost /
      count;
    const costs: Record<string, number> = {};
    for (const [name, make] of Object.entries(all))
      costs[name] = (await make().report(rows, options)).cost.after;
    expect(costs["optimal transport"]).toBeCloseTo(least, 12);
    for (const name of Object.keys(permuting)) expect(costs[name]).toBeGreaterThanOrEqual(least - 1e-12);
    expect(costs["optimal transport within labels"]).toBeGreaterThan(costs["optimal transport"]!);
  });

  test("transport ties the source to the condition, and within labels it does not", async () => {
    const rows = await drawn();
    const share = async (coupling: { report: ReturnType<typeof optimalTransportCoupling>["report"] }) =>
      (await coupling.report(rows, options)).sourceFromCondition!;
    const free = await share(optimalTransportCoupling());
    const within = await share(optimalTransportCoupling({ conditionWeight: Infinity }));
    const weighed = await share(optimalTransportCoupling({ conditionWeight: 1e4 }));
    expect(free.after).toBeGreaterThan(0.25);
    // Within labels the sources of a label are those drawn beside it.
    expect(within.after).toBeCloseTo(within.before, 12);
    expect(weighed.after).toBeCloseTo(within.after, 12);
    expect(Math.abs(free.before)).toBeLessThan(0.1);
    const none = await independentCoupling().report(rows);
    expect(none.cost.after).toBe(none.cost.before);
    expect(none.entropy).toBeCloseTo(2 * Math.log(count), 12);
  });

  test("an entropic plan lies between exact transport and independence", async () => {
    const rows = await drawn();
    const exact = (await optimalTransportCoupling().report(rows, options)).cost;
    const at = async (regularization: number) => sinkhornCoupling({ regularization }).report(rows, options);
    const [sharp, soft, flat] = [await at(0.01), await at(2), await at(1e6)];
    expect(Math.abs(sharp.cost.after / exact.after - 1)).toBeLessThan(0.2);
    expect(soft.entropy).toBeGreaterThan(sharp.entropy);
    expect(flat.entropy).toBeCloseTo(2 * Math.log(count), 4);
    expect(Math.abs(flat.cost.after / exact.before - 1)).toBeLessThan(0.35);
  });

  test("parameters out of range are errors", () => {
    expect(() => sinkhornCoupling({ regularization: 0 })).toThrow(
      new OptionError(
        "sinkhornCoupling: regularization must be positive and finite, got 0. Use optimalTransportCoupling() for 0.",
      ),
    );
    expect(() => optimalTransportCoupling({ conditionWeight: -1 })).toThrow(
      "conditionWeight must be 0 or more, got -1.",
    );
  });
});

describe("a pooled coupling", () => {
  test("serves rows of one plan over the pool, by the key alone, with their conditions", async () => {
    const rows = await drawn();
    const pool = await pooledCoupling(rows, { coupling: optimalTransportCoupling(), key: key(1) });
    expect([pool.name, pool.independent]).toEqual(["pooled optimal-transport", false]);
    const { cost } = await pool.report!();
    expect(cost.after).toBeLessThan(cost.before);
    const batch = { source: normal(key(7), [16, 2]), target: normal(key(8), [16, 2]) };
    const pairs = await pool.pair(batch, { key: key(3) });
    const join = async ({ source, target, condition }: Pairs): Promise<string[]> => {
      const parts = await Promise.all([source, target, condition!].map(rowsOf));
      return parts[0]!.map((row, i) => [row, parts[1]![i], parts[2]![i]].join("|"));
    };
    const [whole, part] = [await join(pool.pairs), await join(pairs)];
    expect(new Set(part).size).toBe(16);
    expect(part.every((row) => whole.includes(row))).toBe(true);
    expect(await join(await pool.pair(batch, { key: key(3) }))).toEqual(part);
    expect(await join(await pool.pair(batch, { key: key(4) }))).not.toEqual(part);
  });

  test("of an independent coupling stays independent, and refuses batches larger than itself", async () => {
    const rows = await drawn();
    const pool = await pooledCoupling(rows, { coupling: independentCoupling(), key: key(1) });
    expect(pool.independent).toBe(true);
    const large = { source: normal(key(7), [65, 2]), target: normal(key(8), [65, 2]) };
    await expect(pool.pair(large, options)).rejects.toThrow(
      "pooledCoupling: a batch must have at most the 64 rows of the pool, got 65. Make a larger pool.",
    );
    const unknown: Coupling = { name: "own", pair: (given) => given };
    expect((await pooledCoupling(rows, { coupling: unknown, key: key(1) })).independent).toBe(false);
  });
});

test("optimal transport between Gaussians on a line moves with the closed form u = m₁ − m₀ + (s₁ − s₀)/σ_t (x − m_t)", async () => {
  // Source N(m₁, s₁²) at t = 1, target N(m₀, s₀²) at t = 0, by the same 101 quantiles in mixed order.
  const [m0, s0, m1, s1] = [0.5, 0.3, -1, 1.7];
  const quantiles = Array.from({ length: 101 }, (_, i) => Math.tan((0.9 * (i - 50)) / 50));
  const row = (order: (i: number) => number, m: number, s: number): Tensor =>
    tensor(
      quantiles.map((_, i) => [m + s * quantiles[order(i)]!]),
      undefined,
      "float64",
    );
  const drawn = {
    source: row((i) => (37 * i) % 101, m1, s1),
    target: row((i) => (64 * i + 5) % 101, m0, s0),
  };
  const pairs = await optimalTransportCoupling().pair(drawn, options);
  for (const t of [0, 0.3, 1]) {
    const { xt, ut } = linearPath().sample({ ...pairs, t });
    const [x, u] = [await valuesOf(xt), await valuesOf(ut)];
    const [mean, width] = [(1 - t) * m0 + t * m1, (1 - t) * s0 + t * s1];
    expect(
      distance(
        u,
        x.map((at) => m1 - m0 + ((s1 - s0) / width) * (at - mean)),
      ),
    ).toBeLessThan(1e-12);
  }
});
