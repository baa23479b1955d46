import { evaluate, referenceBackend, type Tensor } from "@nami/tensor-backend";

const backend = referenceBackend();

/** The values of a tensor of points, as plots take them. */
export const pointsOf = async (x: Tensor): Promise<Float32Array> =>
  Float32Array.from(await (await evaluate(x, { backend })).data());
