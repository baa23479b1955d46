import { describe, expect, test } from "vitest";
import { joinedFacts } from "./joined-facts.js";

describe("a config beside weights", () => {
  test("says what they leave open", () => {
    expect(joinedFacts({ step: 3, path: "vp" }, { activation: "sin", path: "vp" }, 0)).toEqual({
      said: { step: 3, activation: "sin", path: "vp" },
      config: { taken: ["activation"], differing: [] },
    });
  });

  test.each([
    ["is told, and do not name", {}, 3, ["labels"]],
    ["is told, and name themselves", { classes: 3 }, 3, []],
    ["is not told", {}, 0, []],
  ] as const)("says by its labels what the kinds are that their network %s", (_, weights, told, taken) => {
    expect(joinedFacts(weights, { hasLabels: true }, told).config.taken).toEqual(taken);
  });

  test("changes nothing that they say, and the difference is told", () => {
    const whole = { activation: "gelu", path: "vp", source: "normal" } as const;
    expect(joinedFacts(whole, { activation: "sin", path: "linear", source: "normal" }, 0)).toEqual({
      said: whole,
      config: {
        taken: [],
        differing: [
          { name: "activation", weights: "gelu", config: "sin" },
          { name: "path", weights: "vp", config: "linear" },
        ],
      },
    });
  });
});
