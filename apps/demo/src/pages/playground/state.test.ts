import { describe, expect, test } from "vitest";
import { readState } from "../../url-state/state.js";
import { askedOf, classesOf, kindsIn, playgroundFields, trainingOf, viewsOf } from "./state.js";

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

describe("kinds", () => {
  test.each([
    ["target=eightGaussians", 8],
    ["target=mixture", 3],
    ["target=mixture&modes=0,0", 0],
    ["target=moons", 0],
    ["target=drawing&drawing=0.5,1;1,1", 0],
    ["target=file", 0],
    ["target=mixture&coupling=optimalTransport", 0],
  ])("of %s are %i, and are learned where that is asked for", (query, count) => {
    expect(kindsIn(stateOf(query))).toBe(count);
    expect(classesOf(stateOf(query))).toBe(0);
    expect(trainingOf(stateOf(query), file)).not.toHaveProperty("classes");
    const asked = stateOf(`${query}&labels=1`);
    expect(classesOf(asked)).toBe(count);
    expect(trainingOf(asked, file)?.classes).toBe(count || undefined);
  });

  test.each([
    ["labels=1&kind=3&guidance=4", { kind: 3, scale: 4 }],
    ["labels=1&kind=3", { kind: 3, scale: 1 }],
    ["labels=1&kind=all&guidance=4", undefined],
    ["labels=1&kind=4", undefined],
    ["labels=1&kind=0", undefined],
    ["labels=0&kind=3", undefined],
  ])("are looked at as %s says, and training does not know of it", (query, guidance) => {
    const state = stateOf(`target=mixture&${query}`);
    expect(viewsOf(state).guidance).toEqual(guidance);
    expect(trainingOf(state, file)).toEqual(trainingOf({ ...state, kind: 0, guidance: 1 }, file));
  });
});
