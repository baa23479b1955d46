import { existsSync, readFileSync, writeFileSync } from "node:fs";
import type { Tensor, Tree } from "@nami/tensor-backend";
import { decodeCheckpoint, encodeCheckpoint, type Trainer } from "@nami/training";

/** A training that is over, as two files: the checkpoint, and the losses of all steps. */
export interface KeptTraining {
  exists(): boolean;
  save<P extends Tree<Tensor>>(training: Trainer<P>, losses: readonly number[]): Promise<void>;
  /** Puts the trainer where it ended, and gives the losses. */
  restore<P extends Tree<Tensor>>(training: Trainer<P>): Promise<Float64Array>;
}

/** The files of one training of a seed. */
export const keptTraining = (folder: string, name: string): KeptTraining => {
  const file = `${folder}${name.replaceAll(" ", "-")}`;
  const [weights, curve] = [`${file}.safetensors`, `${file}.losses.json`] as const;
  return {
    exists: () => existsSync(weights) && existsSync(curve),
    save: async (training, losses) => {
      writeFileSync(weights, await encodeCheckpoint(await training.checkpoint()));
      writeFileSync(curve, JSON.stringify(losses));
    },
    restore: async (training) => {
      await training.restore(decodeCheckpoint(readFileSync(weights)));
      return Float64Array.from(JSON.parse(readFileSync(curve, "utf8")) as number[]);
    },
  };
};
