import { writeNpy } from "@nami/datasets";
import { OptionError } from "@nami/errors";
import { referenceBackend } from "@nami/tensor-backend";
import { trainingDataOf } from "../../worker/kinds.js";
import { rowsOnHost } from "../../worker/target.js";
import type { WantedData } from "../wanted.js";
import { npyOf } from "./table.js";

/** The rows that the flow learns from, drawn again, as an npy file. */
export const dataOf = async ({ settings }: WantedData): Promise<Uint8Array<ArrayBuffer>> =>
  npyOf(await rowsOnHost(trainingDataOf(settings).target, referenceBackend()));

/** The kind of each of these rows as an npy file: whole numbers from 0, of shape `[rows]`. */
export const labelsOf = async ({ settings }: WantedData): Promise<Uint8Array<ArrayBuffer>> => {
  const { target, condition } = trainingDataOf(settings);
  if (!condition)
    throw new OptionError("takeaway: kinds must be learned for labels, got none. Turn on Learn kinds.");
  const told = await rowsOnHost(condition, referenceBackend());
  const rows = target.shape[0] ?? 0;
  const classes = told.length / rows;
  const data = Int32Array.from({ length: rows }, (_, row) =>
    told.subarray(row * classes, (row + 1) * classes).indexOf(1),
  );
  return Uint8Array.from(writeNpy({ data, shape: [rows] }));
};
