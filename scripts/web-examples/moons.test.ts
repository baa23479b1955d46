import { key, normal } from "@nami/random";
import { describe, expect, test } from "vitest";
import { distanceToMoons, samplesOn } from "./moons.js";

const pairs = (values: Float32Array | Float64Array): [number, number][] =>
  Array.from({ length: values.length / 2 }, (_, i) => [values[2 * i]!, values[2 * i + 1]!]);

describe("distanceToMoons", () => {
  test("is 0 on both moons and counts from the nearer one", () => {
    const upper = [Math.cos(1), Math.sin(1)] as const;
    const lower = [1 - Math.cos(2), 0.5 - Math.sin(2)] as const;
    expect(distanceToMoons([upper, lower, [-1, 0], [2, 0.5]])).toBeCloseTo(0, 12);
    expect(distanceToMoons([[0, 1.3]])).toBeCloseTo(0.3, 12);
    expect(distanceToMoons([[-1, -0.2]])).toBeCloseTo(0.2, 12);
  });

  test("refuses the samples of a flow that has learned nothing", () => {
    expect(distanceToMoons(pairs(normal(key(0), [1000, 2])))).toBeGreaterThan(0.3);
  });
});

test("samples are the pixels of their colour, in units of the plane", () => {
  const data = Array.from({ length: 4 * 480 * 360 }, () => 255);
  data.splice(4 * (480 * 210 + 280), 3, 0xd5, 0x5e, 0);
  expect(samplesOn({ width: 480, data })).toEqual([[1, 0]]);
});
