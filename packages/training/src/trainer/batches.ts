import { evaluate, type Key, split, type TensorBackend } from "@nami/tensor-backend";
import { inFloatsOf } from "./backend-floats.js";
import type { PairingRule, SourceDistribution } from "./options.js";
import { rowOrder } from "./row-order.js";
import {
  asRows,
  checkRows,
  type DataRows,
  isSampler,
  type StoredRows,
  type TrainingData,
} from "./training-data.js";

/** What the compiled step is fed: with `source` when a coupling paired the rows. */
export type Batch = Readonly<{
  target: DataRows["target"];
  source?: DataRows["target"];
  condition?: DataRows["target"];
}>;

/** Makes the batch of a step. */
export type Batches = (step: number, stepKey: Key) => Promise<Batch>;

/**
 * The batches of a run, drawn or taken on the host.
 *
 * @param orderKey decides the order of stored rows
 * @param stored the rows, when the data are stored
 */
export function batchesOf(
  orderKey: Key,
  stored: StoredRows | undefined,
  {
    data,
    base,
    coupling,
    batchSize,
    backend,
  }: {
    readonly data: TrainingData;
    readonly base: SourceDistribution;
    readonly coupling?: PairingRule;
    readonly batchSize: number;
    readonly backend: TensorBackend;
  },
): Batches {
  const order = stored && rowOrder(orderKey, stored.count);
  const rowsOf = async (step: number, key: Key): Promise<DataRows> => {
    if (stored && order) return stored.take(await order.at((step - 1) * batchSize, batchSize));
    if (!isSampler(data)) return asRows(data);
    const rows = asRows(await data.sample([batchSize], { key }));
    checkRows(rows, base.eventShape);
    const { target, condition } = rows;
    return {
      target: inFloatsOf(backend, target),
      ...(condition && { condition: inFloatsOf(backend, condition) }),
    };
  };
  return async (step, stepKey) => {
    const [rowKey, sourceKey, pairKey] = split(stepKey, 3);
    const rows = await rowsOf(step, rowKey);
    if (!coupling) return rows;
    const source = base.sample([batchSize], { key: sourceKey });
    const known = await evaluate({ ...rows, source }, { backend });
    return coupling.pair(known, { key: pairKey });
  };
}
