import { createHash } from "node:crypto";
import type { Toy } from "@nami/datasets";
import { evaluate, type Key, referenceBackend, type Tensor, type TensorBackend } from "@nami/tensor-backend";
import type { Config } from "../config/config.js";
import { readRows } from "./rows-file.js";
import { toyOf } from "./toys.js";

/** What a run learns from. */
export interface RunData {
  /** `[count, dim]`, on the host. */
  readonly rows: Tensor;
  readonly count: number;
  readonly dim: number;
  /** Where rows come from, when they are toy data. */
  readonly toy: Toy | undefined;
  /** Of all values: tells whether a file has changed since a run began. */
  readonly fingerprint: string;
}

/** Host values of a draw; draws are made on the host anyway, so this backend is as good as any. */
export const drawn = (
  x: Tensor,
  backend: TensorBackend = referenceBackend({ dtype: "float32" }),
): Promise<Tensor> => evaluate(x, { backend });

/**
 * The rows of a config: drawn, or read from its file.
 *
 * @param key draws toy data
 * @throws DataError when the file can't be used
 */
export const loadRunData = async ({ dataset }: Pick<Config, "dataset">, key: Key): Promise<RunData> => {
  const toy = "file" in dataset ? undefined : toyOf(dataset);
  const rows =
    "file" in dataset
      ? readRows("dataset.file", dataset.file)
      : await drawn(toyOf(dataset).sample(dataset.points, { key }));
  const values = await rows.data();
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const fingerprint = createHash("sha256").update(rows.shape.join()).update(bytes).digest("hex").slice(0, 16);
  return { rows, count: rows.shape[0]!, dim: rows.shape[1]!, toy, fingerprint };
};
