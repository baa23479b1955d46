import { describe, expect, test } from "vitest";
import { readState } from "../../url-state/state.js";
import { askedOf, playgroundFields, trainingOf } from "./state.js";

const stateOf = (query: string) => readState(playgroundFields, new URLSearchParams(query));
const file = { rows: Float32Array.of(1, 2, 3, 4), units: { mean: [5, 6], scale: 7 } } as const;

describe("what the playground learns", () => {
  test.each([
    ["file", "Choose a csv or npy file"],
    ["drawing", "Draw"],
  ])("is nothing while the %s is still to come, and the page asks for it", (target, asked) => {
    expect(trainingOf(stateOf(`target=${target}`), undefined)).toBeUndefined();
    expect(askedOf(stateOf(`target=${target}`), undefined)).toContain(asked);
  });

  test.each([
    ["target=file", { kind: "rows", values: file.rows, units: file.units }],
    ["target=drawing&drawing=0.5,1", { kind: "mixture", centers: [0.5, 1], std: 0.07 }],
    ["target=mixture&modes=1,0;0,1&spread=0.5", { kind: "mixture", centers: [1, 0, 0, 1], std: 0.5 }],
    ["target=rings", { kind: "toy", name: "rings" }],
    ["", { kind: "toy", name: "moons" }],
  ])("is what %s says", (query, target) => {
    expect(trainingOf(stateOf(query), file)?.target).toEqual(target);
    expect(askedOf(stateOf(query), file)).toBe("");
  });
});
