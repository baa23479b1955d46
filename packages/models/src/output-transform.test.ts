import { diagonalNormal, standardNormal } from "@nami/distributions";
import { CapabilityError } from "@nami/errors";
import { dopri5 } from "@nami/solvers";
import { full, grad, key, neg, sum, type Tensor, tensor } from "@nami/tensor-backend";
import { afterEach, describe, expect, test } from "vitest";
import {
  affineOutput,
  bitsPerDim,
  dequantize,
  flowMatching,
  type OutputTransform,
  tanhOutput,
} from "./index.js";
import { backend, distance, valuesOf, wide } from "./testing/reference.js";

afterEach(() => expect(backend.numBuffers()).toBe(0));

const wrong = (value: unknown): never => value as never;
const flowWith = (output: OutputTransform) =>
  flowMatching({
    field: neg,
    base: standardNormal([1]),
    solver: dopri5({ rtol: 1e-9, atol: 1e-9 }),
    backend,
    output,
  }).bind();

describe("an output transform", () => {
  test.each([
    ["tanh", tanhOutput()],
    ["affine", affineOutput({ scale: -2, shift: 1 })],
  ])("%s: f⁻¹ undoes f, and the slope is that of f", async (_, { forward, inverse, logSlope }) => {
    const x = wide([-15, -3, -0.5, 0, 0.2, 4, 12]);
    const middle = wide([-3, -0.5, 0, 0.2, 4]);
    expect(distance(await valuesOf(inverse!(forward(middle))), await valuesOf(middle))).toBeLessThan(1e-11);
    const slopes = await valuesOf(grad((y: Tensor) => sum(forward(y)))(middle));
    const logs = slopes.map((slope) => Math.log(Math.abs(slope)));
    expect(distance(await valuesOf(logSlope!(middle)), logs)).toBeLessThan(1e-9);
    expect((await valuesOf(logSlope!(x))).every(Number.isFinite)).toBe(true);
  });

  test("tanh leaves a density on (−1, 1) that integrates to 1", async () => {
    const n = 200;
    // The midpoints of equal stretches; the density vanishes at both ends with all of its derivatives.
    const y = wide(Array.from({ length: n }, (_, i) => [-1 + (2 * i + 1) / n]));
    const flow = flowMatching({ field: (x: Tensor) => x, base: standardNormal([1]), solver: dopri5({ rtol: 1e-9, atol: 1e-9 }), output: tanhOutput(), backend }).bind(); // biome-ignore format: a call
    const total = (await valuesOf(await flow.logProb(y))).reduce((all, value) => all + Math.exp(value), 0);
    expect(Math.abs((total * 2) / n - 1)).toBeLessThan(1e-6);
  });

  test("affine of N(0, e²) is N(shift, (scale e)²), in samples, log-densities, encode and decode", async () => {
    const flow = flowWith(affineOutput({ scale: 2, shift: 1 }));
    const x = wide([[1], [4], [-3]]);
    const truth = diagonalNormal({ mean: [1], std: 2 * Math.E });
    expect(distance(await valuesOf(await flow.logProb(x)), await valuesOf(truth.logProb(x)))).toBeLessThan(
      1e-7,
    );
    const pair = await flow.sampleWithLogProb([5], { key: key(1) });
    expect(
      distance(await valuesOf(pair.x), await valuesOf(await flow.sample([5], { key: key(1) }))),
    ).toBeLessThan(1e-6);
    expect(distance(await valuesOf(pair.logProb), await valuesOf(truth.logProb(pair.x)))).toBeLessThan(1e-6);
    expect(distance(await valuesOf(await flow.decode(await flow.encode(x))), await valuesOf(x))).toBeLessThan(
      1e-7,
    );
    const { x: way } = await flow.trajectory([5], { key: key(1), times: [1, 0] });
    expect(distance((await valuesOf(way)).slice(5), await valuesOf(pair.x))).toBeLessThan(1e-6);
    const report = await flow.sampleWithStats([5], { key: key(1) });
    expect(await valuesOf(report.x)).toEqual(await valuesOf(await flow.sample([5], { key: key(1) })));
  });

  test("without an inverse draws samples, and refuses log-densities", async () => {
    const flow = flowWith({ name: "clipped", forward: (x) => x });
    expect((await flow.sample([2], { key: key(1) })).shape).toEqual([2, 1]);
    await expect(flow.logProb(wide([[1]]))).rejects.toThrow(CapabilityError);
    await expect(flow.sampleWithLogProb([2], { key: key(1) })).rejects.toThrow('got "clipped" without');
    expect(() => affineOutput({ scale: 0 })).toThrow("affineOutput: scale and shift must be finite");
  });
});

describe("bitsPerDim", () => {
  test("of the uniform density is the bits of a number: 8, on either range", async () => {
    const [unit, both] = [wide([0]), wide([-3 * Math.LN2])];
    expect(await valuesOf(bitsPerDim(unit, { dim: 3 }))).toEqual([8]);
    expect((await valuesOf(bitsPerDim(both, { dim: 3, range: [-1, 1] })))[0]).toBeCloseTo(8, 12);
    expect(() => bitsPerDim(unit, { dim: 0 })).toThrow("bitsPerDim: dim must be a positive integer, got 0.");
    expect(() => bitsPerDim(unit, { dim: 1, levels: 1 })).toThrow(
      "bitsPerDim: levels must be an integer above 1",
    );
  });

  test("of dequantized whole numbers is below the end, where n + u rounds to n + 1 as well", async () => {
    const white = (levels: number) => full([200_000], levels - 1, "float32");
    for (const [levels, range] of [[65536, [0, 1]], [65536, [-1, 1]], [1000, [0, 0.1]], [65536, [-2, -1]]] as const) {
      const y = await valuesOf(dequantize(white(levels), { key: key(0), levels, range }));
      expect(y.filter((value) => value >= range[1])).toEqual([]);
    }
  }); // biome-ignore format: a table

  test("of dequantized whole numbers stays inside of their cells", async () => {
    const x = tensor([0, 1, 255], undefined, "float64");
    const y = await valuesOf(dequantize(x, { key: key(1), range: [-1, 1] }));
    const cells = y.map((value) => Math.floor(((value + 1) / 2) * 256));
    expect(cells).toEqual([0, 1, 255]);
    expect(y).not.toEqual(await valuesOf(dequantize(x, { key: key(2), range: [-1, 1] })));
    expect(() => dequantize(x, wrong({}))).toThrow("dequantize: a key is needed");
    expect(() => dequantize(x, { key: key(1), range: [1, 0] })).toThrow(
      "dequantize: range must be two growing",
    );
  });
});
