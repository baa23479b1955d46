import { flowMatching, underCondition } from "@nami/models";
import { rk4 } from "@nami/solvers";
import { referenceBackend, tensor } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { kindsField, kindsParams, kindsWeights } from "../../test/models.js";
import { sourceOf } from "../worker/recipe.js";
import { tinyUse } from "../worker/tiny-settings.fixture.js";
import { lookedOf, readModelFiles } from "./open-model.js";

const backend = referenceBackend();
const weightsThatSay = async (words: Readonly<Record<string, string>>): Promise<File> => {
  const { name, buffer } = await kindsWeights(words);
  return new File([Uint8Array.from(buffer)], name);
};
const configOf = (text: string): File => new File([`field: {}\n${text}`], "config.yaml");

describe("weights that learned kinds", () => {
  test("are known by their own words, or by a config with labels", async () => {
    const own = await readModelFiles(await weightsThatSay({ classes: "3" }), undefined);
    expect(own.network.classes).toBe(3);
    const labelled = configOf("dataset: { file: a.npy, labels: b.npy }\n");
    const ofRun = await readModelFiles(await weightsThatSay({}), labelled);
    expect(ofRun.network.classes).toBe(3);
  });

  test.each([
    [{}, undefined, "must be kinds by its files, got 3 numbers that no file explains. Add the config.yaml"],
    [{}, "dataset: { file: a.npy }\n", "got 3 numbers that no file explains"],
    [{}, "dataset: { labels: [1] }\n", "got 3 numbers that no file explains"],
    [{ classes: "2" }, undefined, "classes must be as many as the network is told, 3, got 2"],
    [{ classes: "1e9" }, undefined, 'classes must be a whole number from 1 to 512, got "1e9"'],
    [{ classes: "<b>" }, undefined, 'classes must be a whole number from 1 to 512, got "<b>"'],
    [{ classes: "-3" }, undefined, 'got "-3". Save the weights again.'],
  ])("with the words %j and the config %j are refused", async (words, config, message) => {
    const files = readModelFiles(await weightsThatSay(words), config ? configOf(config) : undefined);
    await expect(files).rejects.toThrow(message);
  });

  test.each([
    ["all", { kind: 0, guidance: 4 }, [0, 0, 0], 1],
    ["one that there is not, which is all,", { kind: 4, guidance: 4 }, [0, 0, 0], 1],
    ["the second", { kind: 2, guidance: 1 }, [0, 1, 0], 1],
    ["the second with guidance", { kind: 2, guidance: 2.5 }, [0, 1, 0], 2.5],
  ])("give the log-densities of %s", async (_, chosen, condition, scale) => {
    const files = await readModelFiles(await weightsThatSay({ classes: "3" }), undefined);
    const { process } = lookedOf(files, { ...tinyUse, ...chosen }, backend, new AbortController().signal);
    const points = tensor([0, 0, 1, -0.5], [2, 2]);
    const expected = flowMatching({
      field: underCondition(kindsField.with(kindsParams), tensor([condition]), { scale }),
      base: sourceOf.normal(),
      solver: rk4({ steps: 8 }),
      backend,
    }).bind();
    expect([...(await (await process.logProb(points)).data())]).toEqual([
      ...(await (await expected.logProb(points)).data()),
    ]);
  });
});
