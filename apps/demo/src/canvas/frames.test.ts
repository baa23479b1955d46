import { describe, expect, test } from "vitest";
import type { Motion } from "../session/protocol.js";
import { nearestFrame, positionsAt, timeAt } from "./frames.js";

const motion: Motion = {
  kind: "motion",
  step: 1,
  times: Float32Array.of(1, 0.5, 0),
  particles: 1,
  positions: Float32Array.of(0, 0, 2, 4, 4, 0),
  evaluations: 4,
  straightness: 1,
};

describe("frames of a motion", () => {
  test("are exact at both ends and at each frame, and linear between them", () => {
    expect([...positionsAt(motion, 0)]).toEqual([0, 0]);
    expect([...positionsAt(motion, 0.25)]).toEqual([1, 2]);
    expect([...positionsAt(motion, 0.5)]).toEqual([2, 4]);
    expect([...positionsAt(motion, 1)]).toEqual([4, 0]);
    expect(timeAt(motion.times, 0.75)).toBe(0.25);
  });

  test("have a nearest one to each place", () => {
    expect([0, 0.2, 0.3, 0.7, 0.8, 2].map((place) => nearestFrame(3, place))).toEqual([0, 0, 1, 1, 2, 2]);
  });

  test("end at the ends for a place beyond them", () => {
    expect([...positionsAt(motion, 2)]).toEqual([4, 0]);
    expect([...positionsAt(motion, -1)]).toEqual([0, 0]);
  });
});
