import { OptionError } from "@nami/errors";
import type { Tensor } from "@nami/tensor-backend";
import type { OnnxConstant } from "../model/model.js";

/**
 * A tensor that the function closes over, as a constant of the model; its values are not copied.
 *
 * @throws OptionError when they are on a device, from where only an await brings them
 */
export function capturedConstant(caller: string, name: string, tensor: Tensor): OnnxConstant {
  const { source, shape, dtype } = tensor;
  if (source.kind === "host") return { name, type: dtype, shape, values: source.values };
  throw new OptionError(
    `${caller}: captured tensors must have their values on the host, got ${tensor} on a device. Bring them there first: params = await evaluate(params, { backend }).`,
  );
}
