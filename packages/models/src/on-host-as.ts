import { fromHost, type Shape, type Tensor } from "@nami/tensor-backend";

/** The values of a tensor in another shape, on the host. */
export async function onHostAs(x: Tensor, shape: Shape): Promise<Tensor> {
  return fromHost(await x.data(), shape, x.dtype);
}
