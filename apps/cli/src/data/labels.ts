import { DataError, OptionError } from "@nami/errors";
import { type Tensor, tensor } from "@nami/tensor-backend";
import { readArray } from "./rows-file.js";

/** Whole numbers as rows of zeros with a one at the number's place: what a model is told. */
export const oneHot = (labels: ArrayLike<number>, classes: number): Tensor => {
  const values = new Float32Array(labels.length * classes);
  Array.from(labels).forEach((label, row) => {
    values[row * classes + label] = 1;
  });
  return tensor(values, [labels.length, classes]);
};

/** A label as a condition for any number of rows, `[1, classes]`. */
export const labelCondition = (caller: string, label: number, classes: number | undefined): Tensor => {
  if (classes === undefined)
    throw new OptionError(
      `${caller}: --label must come with a run on labelled data, got a run without labels. Leave it out.`,
    );
  if (label >= classes)
    throw new OptionError(
      `${caller}: --label must be from 0 to ${classes - 1}, got ${label}. Pass one of the labels of the data.`,
    );
  return oneHot([label], classes);
};

/**
 * Labels from a file, one for each row of the data.
 *
 * @returns as many whole numbers as rows
 * @throws DataError when there are more or fewer, or one is not a whole number from 0
 */
export const readLabels = (caller: string, path: string, rows: number): Int32Array => {
  const { data } = readArray(caller, path, "a label for each row");
  if (data.length !== rows)
    throw new DataError(
      `${caller}: ${path} must hold one label for each of the ${rows} rows, got ${data.length}. Save as many as rows.`,
    );
  const bad = data.findIndex((label: number) => !(Number.isInteger(label) && label >= 0 && label < 10_000));
  if (bad >= 0)
    throw new DataError(
      `${caller}: ${path} must hold whole numbers from 0, got ${data[bad]} in row ${bad}. Number the kinds 0, 1, 2, ….`,
    );
  return Int32Array.from(data);
};
