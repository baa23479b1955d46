import { CapabilityError } from "@nami/errors";
import { key, normal, normalDraws } from "@nami/random";
import { describe, expect, test } from "vitest";
import { base, data, deterministic, score, stochastic } from "../testing/samplers-on-a-line.js";
import { ancestral, type SampleOptions, sampleDiffusion } from "./index.js";

describe("Noise", () => {
  const method = ancestral();
  const half = (x: Float64Array): Float64Array => x.map((each) => each / 2);
  const run = (x: Float64Array, noise: SampleOptions<Float64Array>["noise"]): number[] =>
    Array.from(sampleDiffusion(half, x, { ...base, method, noise }).y);

  test("of a key is the same again, another for another key, and that of row i depends on the key and i only", () => {
    const x = new Float64Array(5).fill(1);
    expect(run(x, normalDraws(key(1)))).toEqual(run(x, normalDraws(key(1))));
    expect(run(x, normalDraws(key(1)))).not.toEqual(run(x, normalDraws(key(2))));
    expect(run(x.slice(0, 3), normalDraws(key(1)))).toEqual(run(x, normalDraws(key(1))).slice(0, 3));
    expect(new Set(run(x, normalDraws(key(1)))).size).toBe(5);
  });

  test("of a function is asked once for each step that draws", () => {
    const asked: number[] = [];
    run(Float64Array.of(1), (draw) => {
      asked.push(draw);
      return normal(key(draw), [1], { dtype: "float64" });
    });
    // The step to σ = 0 draws nothing.
    expect(asked).toEqual(Array.from({ length: 11 }, (_, k) => k));
  });

  test("of another shape than x is an error", () => {
    expect(() => run(Float64Array.of(1, 2), () => Float64Array.of(1))).toThrow(
      "sampleDiffusion: noise must return numbers as x has them (2)",
    );
  });

  test("must be there for a method that draws", () => {
    expect(() => run(Float64Array.of(1), undefined)).toThrow(
      "ancestral: noise must be normalDraws, in a space with draw, or a function (draw) => state, got undefined. Pass normalDraws(key(0)) of @nami/random.",
    );
  });
});

describe("Marks of what a model was trained on", () => {
  const marks = [
    { gaussianSource: false },
    { coupling: { name: "ot", independent: false } },
    { coupling: { name: "ot" } },
  ] as const;

  test.each(Object.entries(stochastic))("forbid %s, from the options and from the model", (_, method) => {
    for (const mark of marks) {
      const message =
        /needs the score, and so a Gaussian source independent of the data, got .*\. Use a deterministic/;
      expect(() => sampleDiffusion(data, 1, { ...base, method, ...mark })).toThrow(message);
      const marked = Object.assign((x: number, t: number) => data(x, t), mark);
      expect(() => sampleDiffusion(marked, 1, { ...base, method })).toThrow(CapabilityError);
    }
    const independent = { gaussianSource: true, coupling: { name: "independent" } };
    expect(sampleDiffusion(data, 1, { ...base, method, ...independent }).status).toBe("success");
  });

  test.each(Object.entries(deterministic))("let %s work, but for a model of the score", (_, method) => {
    for (const mark of marks) {
      expect(sampleDiffusion(data, 1, { ...base, method, ...mark }).status).toBe("success");
      expect(() => sampleDiffusion(score, 1, { ...base, predicts: "score", method, ...mark })).toThrow(
        CapabilityError,
      );
    }
  });
});
