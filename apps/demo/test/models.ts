import { velocityField } from "@nami/models";
import type { MlpParams } from "@nami/networks";
import { key, tensor } from "@nami/tensor-backend";
import { encodeCheckpoint, namedLeaves, type StoredTensor, writeSafetensors } from "@nami/training";
import type { TrainingSettings } from "../src/session/settings.js";
import { type Upload, upload } from "./files.js";

/** A small field in so many coordinates, and its weights. */
export const fieldOf = (dim: number, activation: TrainingSettings["activation"] = "tanh") =>
  velocityField({ dim, hidden: 16, layers: 2, activation });
export const paramsOf = (dim: number): MlpParams => fieldOf(dim).init(key(5));
/** A field that is told one of three kinds, and its weights. */
export const kindsField = velocityField({
  dim: 2,
  conditionDim: 3,
  hidden: 16,
  layers: 2,
  activation: "tanh",
});
export const kindsParams: MlpParams = kindsField.init(key(5));
/** A checkpoint as the command line writes it: a state of the optimizer beside weights and their average. */
const checkpoint = async (params: MlpParams, ema: MlpParams): Promise<Upload> => {
  const bytes = await encodeCheckpoint({
    step: 1234,
    key: key(0),
    params,
    optimizer: { step: tensor(1) },
    ema,
    metadata: {},
  });
  return upload("checkpoint-000001234.safetensors", bytes);
};
export const checkpointOf = (dim: number): Promise<Upload> =>
  checkpoint(fieldOf(dim).init(key(6)), paramsOf(dim));
/** The same of a run with labels. */
export const labelledCheckpoint = (): Promise<Upload> => checkpoint(kindsField.init(key(6)), kindsParams);
/** Their weights as the playground writes them, with what they say of themselves. */
export const kindsWeights = async (words: Readonly<Record<string, string>>): Promise<Upload> => {
  const tensors = new Map<string, StoredTensor>();
  for (const [name, leaf] of namedLeaves(kindsParams))
    tensors.set(name, { dtype: leaf.dtype, shape: leaf.shape, values: await leaf.data() });
  const facts = { activation: "tanh", path: "linear", source: "normal", ...words };
  return upload("kinds.safetensors", writeSafetensors(tensors, facts));
};
/** Weights as PyTorch has them: `[outputs, inputs]`, under other names. */
export const torchWeights = async (dim: number): Promise<Upload> => {
  const turned = new Map<string, StoredTensor>();
  for (const [name, x] of namedLeaves(paramsOf(dim))) {
    const values = await x.data();
    const [rows = 1, columns = 1] = x.shape;
    const isWeight = x.shape.length === 2;
    turned.set(name.replace("layers.", "net."), {
      dtype: "float32",
      shape: isWeight ? [columns, rows] : x.shape,
      values: isWeight
        ? Float32Array.from(values, (_, i) => values[(i % rows) * columns + Math.floor(i / rows)]!)
        : values,
    });
  }
  return upload("torch.safetensors", writeSafetensors(turned));
};
/** What the command line writes beside it. */
export const config = upload(
  "config.yaml",
  "name: test\nfield:\n  hidden: 16\n  layers: 2\n  activation: tanh\npath: linear\n",
);
