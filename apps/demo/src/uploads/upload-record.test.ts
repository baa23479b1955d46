import { expect, test } from "vitest";
import type { UploadedRows } from "./read-rows.js";
import { uploadRecord } from "./upload-record.js";

const file = (name: string): File => new File([], name);
const rowsOf = ({ name }: File): UploadedRows => ({
  rows: Float32Array.of(1, 2),
  units: { mean: [0, 0], scale: 1 },
  text: `${name}: 1 row`,
});

test("the rows of the last good file are kept when another one is refused, and it is told why", async () => {
  const { uploads, take } = uploadRecord(async (given) => {
    if (given.name === "bad.csv") throw new Error("values must be finite, got NaN.");
    return rowsOf(given);
  });
  await take(file("bad.csv"));
  expect(uploads.value).toEqual({ text: "values must be finite, got NaN." });
  await take(file("good.csv"));
  const { kept, text } = uploads.value;
  expect(text).toBe("good.csv: 1 row");
  const refused = take(file("bad.csv"));
  expect(uploads.value).toEqual({ kept, text: "Reading bad.csv …" });
  await refused;
  expect(uploads.value.kept).toBe(kept);
  expect(uploads.value.text).toBe("values must be finite, got NaN. Still learned: good.csv: 1 row.");
});

test("of files that are read at the same time the one that was given last counts", async () => {
  const answers = new Map<string, () => void>();
  const { uploads, take } = uploadRecord(
    (given) => new Promise((resolve) => answers.set(given.name, () => resolve(rowsOf(given)))),
  );
  const both = [take(file("first.csv")), take(file("second.csv"))];
  answers.get("second.csv")?.();
  answers.get("first.csv")?.();
  await Promise.all(both);
  expect(uploads.value.text).toBe("second.csv: 1 row");
});
