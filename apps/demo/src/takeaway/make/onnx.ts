import { exportOnnx } from "@nami/backend-onnx";
import { velocityField } from "@nami/models";
import { type Tensor, zeros } from "@nami/tensor-backend";
import { unitsText } from "../../uploads/units.js";
import { modelFacts } from "../model-facts.js";
import type { WantedModel } from "../wanted.js";
import { averagedWeights } from "./averaged-weights.js";

const wayBack = ({ target }: WantedModel["settings"]): string =>
  target.kind === "rows" ? ` Units: ${unitsText}; mean and scale are in the metadata.` : "";

/** The velocity v(x, t) as an ONNX file, its weights inside, for any number of points; v(x, t, kind) where kinds are learned. */
export const onnxOf = ({ checkpoint, settings, step }: WantedModel): Uint8Array<ArrayBuffer> => {
  const { hidden, layers, activation, classes = 0 } = settings;
  const field = velocityField({ dim: 2, conditionDim: classes, hidden, layers, activation });
  const model = field.with(averagedWeights(checkpoint));
  const velocity = (x: Tensor, t: Tensor, kind?: Tensor): Tensor => model(x, t, kind);
  const ofKind = classes > 0;
  const file = exportOnnx(velocity, [zeros([4, 2]), zeros([4]), ...(ofKind ? [zeros([4, classes])] : [])], {
    inputNames: ofKind ? ["x", "t", "kind"] : ["x", "t"],
    outputNames: ["v"],
    description: `velocity of a flow, v(x, t${ofKind ? ", kind" : ""}) = dx/dt. Time: t = 1 is noise, t = 0 is data.${wayBack(settings)}`,
    metadata: modelFacts(settings, step),
  });
  return Uint8Array.from(file);
};
