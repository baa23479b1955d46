import { referenceBackend } from "@nami/tensor-backend";
import { trainingDataOf } from "../../worker/kinds.js";
import { rowsOnHost } from "../../worker/target.js";
import type { WantedData } from "../wanted.js";
import { npyOf } from "./table.js";

/** The rows that the flow learns from, drawn again, as an npy file. */
export const dataOf = async ({ settings }: WantedData): Promise<Uint8Array<ArrayBuffer>> =>
  npyOf(await rowsOnHost(trainingDataOf(settings).target, referenceBackend()));
