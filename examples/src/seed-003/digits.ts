import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { DataError } from "@nami/errors";
import { type Tensor, tensor } from "@nami/tensor-backend";

/** Pictures of 8 × 8 pixels, a row each, with pixels in (−1, 1). */
export interface Digits {
  readonly training: Tensor;
  readonly validation: Tensor;
}

const places = [
  fileURLToPath(new URL("../../data/digits.csv.gz", import.meta.url)),
  "/usr/lib/python3/dist-packages/sklearn/datasets/data/digits.csv.gz",
];

/**
 * Where the digits are.
 *
 * @throws DataError when the file is missing, saying how to get it
 */
export const digitsFile = (): string => {
  const file = places.find((path) => existsSync(path));
  if (file === undefined)
    throw new DataError(
      `seed 003: the digits must be at ${places.join(" or ")}, got nothing there. On Debian run: bash examples/fetch-digits.sh`,
    );
  return file;
};

/**
 * The 8 × 8 digits of scikit-learn: 1,000 to train on, the next 350 to validate with.
 *
 * @throws DataError when the file is missing, or is another one
 */
export const readDigits = (): Digits => {
  const file = digitsFile();
  const lines = gunzipSync(readFileSync(file)).toString("utf8").trim().split("\n");
  const rows = lines.map((line) => line.split(",").slice(0, 64).map(Number));
  if (
    rows.length !== 1797 ||
    rows.some((row) => row.length !== 64 || row.some((pixel) => !(pixel >= 0 && pixel <= 16)))
  )
    throw new DataError(
      `seed 003: ${file} must hold 1,797 rows of 64 pixels from 0 to 16, got ${rows.length} rows. Fetch it again.`,
    );
  const pixels = (from: number, to: number): Tensor =>
    tensor(
      rows.slice(from, to).flatMap((row) => row.map((pixel) => (2 * pixel) / 17 - 1)),
      [to - from, 64],
      "float32",
    );
  return { training: pixels(0, 1000), validation: pixels(1000, 1350) };
};
