import { add, evaluate, key, mul, normal, referenceBackend, type Tensor, tensor } from "@nami/tensor-backend";
import { expect, test } from "vitest";
import { linearPath, pooledCoupling, reflowCoupling, requireScore } from "./index.js";

const backend = referenceBackend({ dtype: "float64" });
/** The flow from N(0, 1) to N(3, 4) along the linear path: x₀ = 3 + 2 z; conditions shift it. */
const flow = {
  bind: (condition?: Tensor) => ({
    decode: (z: Tensor) => evaluate(add(add(mul(z, 2), 3), condition ?? 0), { backend }),
  }),
};
const drawn = async () => ({
  source: await evaluate(normal(key(0), [50, 1], { dtype: "float64" }), { backend }),
  target: tensor(Array.from({ length: 50 }, () => [0])),
});

test("targets are where the flow carries the sources, with the conditions of their rows", async () => {
  const rows = await drawn();
  const { source, target } = await reflowCoupling(flow).pair(rows, { key: key(1) });
  expect(source).toBe(rows.source);
  const z = await source.data();
  expect([...(await target.data())]).toEqual(Array.from(z, (v) => 2 * Number(v) + 3));
  const condition = tensor(Array.from({ length: 50 }, (_, i) => [i]));
  const shifted = await reflowCoupling(flow).pair({ ...rows, condition }, { key: key(1) });
  expect([...(await shifted.target.data())]).toEqual(Array.from(z, (v, i) => 2 * Number(v) + 3 + i));
  expect(shifted.condition).toBe(condition);
});

test("a pool keeps whole pairs, says that they are coupled, and reports how well the target tells the source", async () => {
  const pool = await pooledCoupling(await drawn(), { coupling: reflowCoupling(flow), key: key(2) });
  const batch = await drawn();
  const { source, target } = await pool.pair(batch, { key: key(3) });
  const z = await source.data();
  expect([...(await target.data())]).toEqual(Array.from(z, (v) => 2 * Number(v) + 3));
  expect((await pool.report!()).sourceFromTarget.after).toBeCloseTo(1, 12);
  expect(() => requireScore("test", linearPath({ coupling: pool }))).toThrow("pooled reflow");
});

test("rows that do not match are refused, and so is a flow that is bound already", async () => {
  expect(() => reflowCoupling(flow.bind() as never)).toThrow("Pass flowMatching({ … }), not its bind()");

  const { source } = await drawn();
  await expect(reflowCoupling(flow).pair({ source, target: tensor([[0]]) }, { key: key(0) })).rejects.toThrow(
    "reflowCoupling: source, target and condition must have one number of rows",
  );
});
