import { namedLeaves, type StoredTensor, writeSafetensors } from "@nami/training";
import { modelFacts } from "../model-facts.js";
import type { TakenModel } from "./taken-model.js";

/** The weights as a safetensors file: `layers.0.weight` of shape `[inputs, outputs]`, `layers.0.bias`, … */
export const weightsOf = async ({ params, ...known }: TakenModel): Promise<Uint8Array<ArrayBuffer>> => {
  const tensors = new Map<string, StoredTensor>();
  for (const [name, x] of namedLeaves(params))
    tensors.set(name, { dtype: x.dtype, shape: x.shape, values: await x.data() });
  return writeSafetensors(tensors, modelFacts(known));
};
