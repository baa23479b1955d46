import { CapabilityError, OptionError } from "@nami/errors";
import { cast, onHost, type Tensor, type TensorBackend } from "@nami/tensor-backend";

/**
 * Values that a backend can compute with: float64 is rounded to float32 where the backend has no float64.
 *
 * @param x with values on the host, or made of such
 * @throws CapabilityError when the values are on another device, so that they cannot be rounded here
 */
export function inFloatsOf(backend: TensorBackend, x: Tensor): Tensor {
  if (x.dtype !== "float64" || backend.dtypes.has("float64")) return x;
  try {
    return onHost(cast(x, "float32"));
  } catch (cause) {
    if (!(cause instanceof OptionError)) throw cause;
    throw new CapabilityError(
      `trainer: data must be of a dtype that ${backend.name} has, got ${x}. Use cast(x, "float32") where the values are.`,
      { cause },
    );
  }
}
