import { dopri5, euler, rk4 } from "@nami/solvers";
import {
  add,
  expandDims,
  key,
  matmul,
  mul,
  neg,
  normal,
  referenceBackend,
  square,
  sub,
  type Tensor,
  tensor,
} from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { type DiagnosedModel, reversibilityError } from "./index.js";

const backend = referenceBackend({ dtype: "float64" });
const x = normal(key(0), [50, 2], { dtype: "float64" });
const turn = tensor(
  [
    [0, 1],
    [-1, 0],
  ],
  [2, 2],
  "float64",
);
const rotation: DiagnosedModel = (y) => matmul(y, turn);

describe("reversibilityError", () => {
  test("of Euler's method is the closed form of a linear field", async () => {
    // n steps out multiply by (1 + 1/n)ⁿ, n steps back by (1 − 1/n)ⁿ: x̂ = (1 − 1/n²)ⁿ x.
    const n = 20;
    const points = tensor(
      [
        [3, 4],
        [0, 1],
      ],
      [2, 2],
      "float64",
    );
    const { mean, max, status } = await reversibilityError((y) => neg(y), {
      solver: euler({ steps: n }),
      x: points,
      backend,
    });
    const loss = 1 - (1 - n ** -2) ** n;
    expect(status).toBe("success");
    expect(max).toBeCloseTo(5 * loss, 12);
    expect(mean).toBeCloseTo(3 * loss, 12);
  });

  test("falls with the fifth power of the steps of RK4 on a rotation, and is small with dopri5", async () => {
    const error = async (steps: number): Promise<number> =>
      (await reversibilityError(rotation, { solver: rk4({ steps }), x, backend })).mean;
    // A step turns by an odd function of h, undone on the way back; the modulus loses h⁶/144 a step, 2/(144 n⁵) in all.
    expect(Math.log2((await error(4)) / (await error(8)))).toBeCloseTo(5, 1);
    expect(
      (await reversibilityError(rotation, { solver: dopri5({ rtol: 1e-9, atol: 1e-9 }), x, backend })).max,
    ).toBeLessThan(1e-7);
  });

  test("of RK4(50) in float32 is below 1e-5, and sees steps that are too few", async () => {
    const single = referenceBackend();
    const points = normal(key(0), [50, 2]);
    const spiral: DiagnosedModel = (y, t) =>
      mul(
        matmul(
          y,
          tensor([
            [0.5, 1],
            [-1, 0.5],
          ]),
        ),
        add(1, expandDims(t, -1)),
      );
    const options = { solver: rk4({ steps: 50 }), x: points, backend: single };
    const { mean, max } = await reversibilityError(spiral, options);
    expect(mean).toBeLessThan(1e-5);
    expect(max).toBeLessThan(1e-5);
    expect(mean).toBeGreaterThan(0);
    const coarse = await reversibilityError(spiral, { ...options, solver: rk4({ steps: 2 }) });
    expect(coarse.mean).toBeGreaterThan(1e-3);
  });

  test("takes batches, conditions and other ends", async () => {
    const shifted: DiagnosedModel = (y, _, condition) => sub(neg(y), condition!);
    const { status, max } = await reversibilityError(shifted, {
      solver: rk4({ steps: 50 }),
      x: normal(key(1), [3, 4, 2], { dtype: "float64" }),
      condition: tensor([[[1, 0]], [[0, 1]], [[1, 1]]], [3, 1, 2], "float64"),
      t0: 0,
      t1: 0.5,
      backend,
    });
    expect(status).toBe("success");
    expect(max).toBeLessThan(1e-9);
  });

  test("reports how a solve failed, with NaN in place of a distance", async () => {
    const blowUp: DiagnosedModel = (y) => neg(square(y));
    const report = await reversibilityError(blowUp, {
      solver: dopri5({ rtol: 1e-6, atol: 1e-6, maxSteps: 500 }),
      x: tensor([[2, 2]], [1, 2], "float64"),
      t0: 1,
      t1: 0,
      backend,
    });
    expect(report.status).not.toBe("success");
    expect([report.mean, report.max]).toEqual([Number.NaN, Number.NaN]);
  });

  test("leaves nothing on the device, also after an error", async () => {
    const before = backend.numBuffers();
    await reversibilityError(rotation, { solver: rk4({ steps: 3 }), x, backend });
    await expect(
      reversibilityError(
        () => {
          throw new RangeError("model");
        },
        { solver: rk4({ steps: 3 }), x, backend },
      ),
    ).rejects.toThrow("model");
    expect(backend.numBuffers()).toBe(before);
  });

  test("names the row of a point that is not finite, and leaves nothing on the device", async () => {
    const before = backend.numBuffers();
    const broken = tensor([1, 2, Number.POSITIVE_INFINITY, 4], [2, 2], "float64");
    await expect(
      reversibilityError(rotation, { solver: rk4({ steps: 1 }), x: broken, backend }),
    ).rejects.toThrow("reversibilityError: points must be finite, got Infinity in row 1. Remove the row");
    expect(backend.numBuffers()).toBe(before);
  });

  test("refuses points that do not end in the event", async () => {
    const model: DiagnosedModel = Object.assign((y: Tensor) => y, { eventShape: [3] });
    await expect(reversibilityError(model, { solver: rk4({ steps: 1 }), x, backend })).rejects.toThrow(
      "reversibilityError: points must end in the event shape [3], got [50, 2]. Put the batch axes first.",
    );
  });
});
