import { exportOnnx } from "@nami/backend-onnx";
import { velocityField } from "@nami/models";
import { type Tensor, zeros } from "@nami/tensor-backend";
import { unitsText } from "../../uploads/units.js";
import { modelFacts } from "../model-facts.js";
import type { TakenModel } from "./taken-model.js";

/** The velocity v(x, t) as an ONNX file, its weights inside, for any number of points; v(x, t, kind) where kinds are learned. */
export const onnxOf = ({ params, ...known }: TakenModel): Uint8Array<ArrayBuffer> => {
  const { dim, hidden, layers, activation, classes, units } = known;
  const model = velocityField({ dim, conditionDim: classes, hidden, layers, activation }).with(params);
  const velocity = (x: Tensor, t: Tensor, kind?: Tensor): Tensor => model(x, t, kind);
  const ofKind = classes > 0;
  const file = exportOnnx(velocity, [zeros([4, dim]), zeros([4]), ...(ofKind ? [zeros([4, classes])] : [])], {
    inputNames: ofKind ? ["x", "t", "kind"] : ["x", "t"],
    outputNames: ["v"],
    description: `velocity of a flow, v(x, t${ofKind ? ", kind" : ""}) = dx/dt. Time: t = 1 is noise, t = 0 is data.${units ? ` Units: ${unitsText}; mean and scale are in the metadata.` : ""}`,
    metadata: modelFacts(known),
  });
  return Uint8Array.from(file);
};
