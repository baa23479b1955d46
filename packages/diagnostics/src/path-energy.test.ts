import { evaluate, key, normal, referenceBackend, tensor } from "@nami/tensor-backend";
import { expect, test } from "vitest";
import { pathEnergy } from "./path-energy.js";

const backend = referenceBackend({ dtype: "float64" });

test("a straight way at constant speed has the energy of its displacement, in either direction of time", async () => {
  const x = tensor([[[0, 0]], [[0.75, 1]], [[3, 4]]]);
  for (const t of [
    [0, 0.25, 1],
    [1, 0.75, 0],
  ])
    expect(await pathEnergy({ t, x }, { squaredDistance: 20 })).toEqual({
      energy: 25,
      straightness: 0,
      displacementRatio: 1,
      normalized: 0.25,
    });
});

test("a pause costs energy though the way is straight, and a corner costs straightness", async () => {
  // Half of the time for all of the way: twice the energy.
  const pause = Float64Array.of(0, 0, 3, 4, 3, 4);
  expect(await pathEnergy({ t: [0, 0.5, 1], x: pause }, { dimension: 2 })).toEqual({
    energy: 50,
    straightness: 25,
    displacementRatio: 1,
  });
  const corner = Float64Array.of(0, 0, 1, 0, 1, 1);
  const { energy, straightness, displacementRatio } = await pathEnergy(
    { t: [0, 0.5, 1], x: corner },
    { dimension: 2 },
  );
  expect(energy).toBeCloseTo(4, 12);
  expect(straightness).toBeCloseTo(2, 12);
  expect(displacementRatio).toBeCloseTo(Math.SQRT1_2, 12);
});

test("a rotation by a quarter turn: (π/2)² E‖x‖², more than optimal transport, which is 0 for a round normal", async () => {
  const start = await evaluate(normal(key(0), [500, 2], { dtype: "float64" }), { backend });
  const points = Float64Array.from(await start.data());
  const times = Array.from({ length: 201 }, (_, k) => k / 200);
  const x = new Float64Array(times.length * points.length);
  times.forEach((t, k) => {
    const [c, s] = [Math.cos((t * Math.PI) / 2), Math.sin((t * Math.PI) / 2)];
    for (let i = 0; i < points.length; i += 2) {
      x[k * points.length + i] = c * points[i]! - s * points[i + 1]!;
      x[k * points.length + i + 1] = s * points[i]! + c * points[i + 1]!;
    }
  });
  const meanSquare = points.reduce((sum, v) => sum + v * v, 0) / 500;
  const { energy, straightness } = await pathEnergy({ t: times, x }, { dimension: 2 });
  expect(energy / ((Math.PI / 2) ** 2 * meanSquare)).toBeCloseTo(1, 4);
  // Displacements are √2 ‖x‖.
  expect(straightness / (((Math.PI / 2) ** 2 - 2) * meanSquare)).toBeCloseTo(1, 4);
});

test("points that do not move have ratio 1 and no energy", async () => {
  expect(await pathEnergy({ t: [0, 1], x: Float64Array.of(1, 2, 1, 2) }, { dimension: 2 })).toEqual({
    energy: 0,
    straightness: 0,
    displacementRatio: 1,
  });
});

test("a point has all axes after the second: an image, or none", async () => {
  const images = tensor(
    Array.from({ length: 3 * 10 * 16 }, (_, i) => Math.floor(i / 160)),
    [3, 10, 4, 4, 1],
  );
  // Each of 16 pixels goes from 0 to 2 at an even speed.
  expect((await pathEnergy({ t: [0, 0.5, 1], x: images })).energy).toBe(64);
  const scalars = tensor([
    [0, 0],
    [1, 3],
  ]);
  expect((await pathEnergy({ t: [0, 2], x: scalars }, { squaredDistance: 5 })).energy).toBe(2.5);
  expect((await pathEnergy({ t: [0, 2], x: scalars }, { squaredDistance: 5 })).normalized).toBe(0);
});

test("what is not a trajectory is refused", async () => {
  const x = tensor([[[0, 0]], [[3, 4]]]);
  await expect(pathEnergy({ t: [1], x })).rejects.toThrow("t must be at least two times");
  await expect(pathEnergy({ t: [0, 0], x })).rejects.toThrow("in order");
  await expect(pathEnergy({ t: [0, 0.5, 1], x })).rejects.toThrow("each of the 3 times");
  await expect(pathEnergy({ t: [0, 1], x: normal(key(1), [2, 2, 2]) }, { dimension: 4 })).rejects.toThrow(
    "pathEnergy: dimension must be that of the points of x (2), got 4. Leave it out for tensors.",
  );
  await expect(pathEnergy({ t: [0, 1], x }, { squaredDistance: 0 })).rejects.toThrow("squaredDistance");
  await expect(
    pathEnergy({ t: [0, 1], x: Float64Array.of(0, 1, Number.NaN, 2) }, { dimension: 2 }),
  ).rejects.toThrow("finite");
});
