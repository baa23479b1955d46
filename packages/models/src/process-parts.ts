import type { Distribution } from "@nami/distributions";
import { OptionError, ShapeError } from "@nami/errors";
import { sameShape, showShape, type TensorBackend } from "@nami/tensor-backend";
import { checkModel, type Model, statedEventShape } from "./model.js";

/**
 * Checks what every process is made of.
 *
 * @throws OptionError when the field is not a function, or there is no base or backend
 * @throws ShapeError when field and base state different event shapes
 */
export function checkParts(
  caller: string,
  {
    field,
    base,
    backend,
  }: { readonly field: Model; readonly base: Distribution; readonly backend: TensorBackend },
): void {
  checkModel(caller, field);
  if (typeof backend?.compile !== "function")
    throw new OptionError(
      `${caller}: backend must be a tensor backend, got ${typeof backend}. Pass for example backend: referenceBackend().`,
    );
  if (typeof base?.sample !== "function")
    throw new OptionError(
      `${caller}: base must be a distribution, got ${typeof base}. Pass for example base: standardNormal([2]).`,
    );
  const event = statedEventShape(field);
  if (event && !sameShape(event, base.eventShape))
    throw new ShapeError(
      `${caller}: field and base must have one event shape, got ${showShape(event)} and ${showShape(base.eventShape)}. Pass base: standardNormal(${showShape(event)}).`,
    );
}
