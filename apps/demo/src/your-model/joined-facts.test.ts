import { describe, expect, test } from "vitest";
import { joinedFacts } from "./joined-facts.js";

describe("a config beside weights", () => {
  test("says what they leave open", () => {
    expect(joinedFacts({ step: 3, path: "vp" }, { activation: "sin", path: "vp" })).toEqual({
      said: { step: 3, activation: "sin", path: "vp" },
      config: { taken: ["activation"], differing: [] },
    });
  });

  test("changes nothing that they say, and the difference is told", () => {
    const whole = { activation: "gelu", path: "vp", source: "normal" } as const;
    expect(joinedFacts(whole, { activation: "sin", path: "linear", source: "normal" })).toEqual({
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
