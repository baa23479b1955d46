import { createHash } from "node:crypto";
import { conditionalClusters, type Toy } from "@nami/datasets";
import { OptionError } from "@nami/errors";
import { evaluate, type Key, referenceBackend, type Tensor, type TensorBackend } from "@nami/tensor-backend";
import type { Config } from "../config/config.js";
import { oneHot, readLabels } from "./labels.js";
import { readRows } from "./rows-file.js";
import { toyOf } from "./toys.js";

/** What a run learns from. */
export interface RunData {
  /** `[count, dim]`, on the host. */
  readonly rows: Tensor;
  readonly count: number;
  readonly dim: number;
  /** `[count, classes]`: the label of each row, where there are labels. */
  readonly labels: Tensor | undefined;
  /** Root mean square of the deviations from the mean, over all coordinates. */
  readonly spread: number;
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

/** Host values of rows of toy data. @throws OptionError where their options are too large for float32 */
const finite = async (x: Tensor): Promise<Tensor> => {
  const rows = await drawn(x);
  const bad = (await rows.data()).find((value: number) => !Number.isFinite(value));
  if (bad === undefined) return rows;
  throw new OptionError(
    `dataset: its rows must be finite in float32, got ${bad}. Lower its noise, radius, std or halfWidth.`,
  );
};

/** Rows and labels of a config. */
const rowsOf = async (
  { dataset }: Pick<Config, "dataset">,
  key: Key,
): Promise<{ readonly rows: Tensor; readonly labels?: ArrayLike<number>; readonly toy?: Toy }> => {
  if ("file" in dataset) {
    const rows = readRows("dataset.file", dataset.file);
    if (dataset.labels === undefined) return { rows };
    return { rows, labels: readLabels("dataset.labels", dataset.labels, rows.shape[0]!) };
  }
  if (dataset.name === "conditionalClusters") {
    const { std = 0.3, points } = dataset;
    const { x, condition } = conditionalClusters({ std }).sample(points, { key });
    return { rows: await finite(x), labels: await (await drawn(condition)).data() };
  }
  const toy = toyOf(dataset);
  return { rows: await finite(toy.sample(dataset.points, { key })), toy };
};

const spreadOf = (values: ArrayLike<number>, dim: number): number => {
  const [means, squares] = [new Float64Array(dim), new Float64Array(dim)];
  const rows = values.length / dim;
  for (let i = 0; i < values.length; i += 1) means[i % dim]! += values[i]! / rows;
  for (let i = 0; i < values.length; i += 1) squares[i % dim]! += (values[i]! - means[i % dim]!) ** 2 / rows;
  return Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / dim);
};

/**
 * The rows of a config: drawn, or read from its file.
 *
 * @param key draws toy data
 * @throws DataError when a file can't be used
 */
export const loadRunData = async (config: Pick<Config, "dataset">, key: Key): Promise<RunData> => {
  const { rows, labels, toy } = await rowsOf(config, key);
  const values = await rows.data();
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const hash = createHash("sha256").update(rows.shape.join()).update(bytes);
  if (labels) hash.update(Array.from(labels).join());
  const [count = 0, dim = 0] = rows.shape;
  return {
    rows,
    count,
    dim,
    labels:
      labels &&
      oneHot(
        labels,
        Array.from(labels).reduce((most, label) => Math.max(most, label + 1), 1),
      ),
    spread: spreadOf(values, dim),
    toy,
    fingerprint: hash.digest("hex").slice(0, 16),
  };
};
