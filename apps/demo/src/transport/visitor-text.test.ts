import { readCsv } from "@nami/datasets";
import { standardNormal } from "@nami/distributions";
import { flowMatching } from "@nami/models";
import { euler } from "@nami/solvers";
import { key, mul, referenceBackend } from "@nami/tensor-backend";
import { expect, test } from "vitest";
import { visitorText } from "./visitor-text.js";

const thrown = async (act: () => unknown): Promise<unknown> => {
  try {
    await act();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
};

test("a flow that runs away is told in the words of the page", async () => {
  const process = flowMatching({
    field: (x) => mul(x, Number.NaN),
    base: standardNormal([2]),
    solver: euler({ steps: 4 }),
    backend: referenceBackend(),
  }).bind();
  const error = await thrown(() => process.sample([1200], { key: key(0) }));
  expect(visitorText(error, "Take a smaller step size.")).toBe(
    "The flow runs away: 1,200 of 1,200 points left all bounds on their way. Take a smaller step size.",
  );
});

test("a missing value is to be mended in the file, where there are no options to pass", async () => {
  const error = await thrown(() => readCsv("1,2\n3,\n"));
  expect(visitorText(error)).toBe(
    'readCsv: values must be finite numbers, got "" in line 2, column 2. Mend the row, or take it out of the file.',
  );
});

test("a first line that is half names is to be mended in the file too", async () => {
  const error = await thrown(() => readCsv("x,2\n1,2\n"));
  expect(visitorText(error)).toBe(
    'readCsv: values must be finite numbers, got "x" in line 1, column 1. Remove the column or mend the row.',
  );
});

test("other errors are told as they are, and what is no error as text", () => {
  expect(visitorText(new Error("no room"))).toBe("no room");
  expect(visitorText("gone")).toBe("gone");
});
