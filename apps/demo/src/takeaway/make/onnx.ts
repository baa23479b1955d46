import { exportOnnx } from "@nami/backend-onnx";
import { velocityField } from "@nami/models";
import { type Tensor, zeros } from "@nami/tensor-backend";
import { unitsText } from "../../uploads/units.js";
import { modelFacts } from "../model-facts.js";
import type { WantedModel } from "../wanted.js";
import { averagedWeights } from "./averaged-weights.js";

const wayBack = ({ target }: WantedModel["settings"]): string =>
  target.kind === "rows" ? ` Units: ${unitsText}; mean and scale are in the metadata.` : "";

/** The velocity v(x, t) as an ONNX file, its weights inside, for any number of points. */
export const onnxOf = ({ checkpoint, settings, step }: WantedModel): Uint8Array<ArrayBuffer> => {
  const { hidden, layers, activation } = settings;
  const model = velocityField({ dim: 2, hidden, layers, activation }).with(averagedWeights(checkpoint));
  const file = exportOnnx((x: Tensor, t: Tensor) => model(x, t), [zeros([4, 2]), zeros([4])], {
    inputNames: ["x", "t"],
    outputNames: ["v"],
    description: `velocity of a flow, v(x, t) = dx/dt. Time: t = 1 is noise, t = 0 is data.${wayBack(settings)}`,
    metadata: modelFacts(settings, step),
  });
  return Uint8Array.from(file);
};
