import { velocityField } from "@nami/models";
import type { MlpParams } from "@nami/networks";
import { fromHost, type Tensor } from "@nami/tensor-backend";
import type { NetworkSize } from "../../tasks/task.js";
import { required, type Tensors } from "../serve.js";

/** A tensor of the inputs. */
export function input(inputs: Tensors, name: string): Tensor {
  const { values, shape, dtype } = required(inputs, name);
  return fromHost(values, shape, dtype);
}

/** The weights of the inputs. */
export function paramsOf(inputs: Tensors, { layers }: NetworkSize): MlpParams {
  return {
    layers: Array.from({ length: layers + 1 }, (_, i) => ({
      weight: input(inputs, `layers.${i}.weight`),
      bias: input(inputs, `layers.${i}.bias`),
    })),
  };
}

/** The field with them inside. */
export const modelOf = (
  inputs: Tensors,
  network: NetworkSize,
): ReturnType<ReturnType<typeof velocityField>["with"]> =>
  velocityField(network).with(paramsOf(inputs, network));

/** Results as they are written to a file. */
export async function stored(
  results: Readonly<Record<string, Tensor>>,
): Promise<
  Map<string, { dtype: Tensor["dtype"]; shape: Tensor["shape"]; values: Awaited<ReturnType<Tensor["data"]>> }>
> {
  const all = new Map();
  for (const [name, x] of Object.entries(results))
    all.set(name, { dtype: x.dtype, shape: x.shape, values: await x.data() });
  return all;
}
