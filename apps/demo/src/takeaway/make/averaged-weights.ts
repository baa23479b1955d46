import { DataError } from "@nami/errors";
import type { MlpParams } from "@nami/networks";
import { decodeCheckpoint } from "@nami/training";

/** The weights of a host copy: their average over the last steps, with which the page samples. */
export const averagedWeights = (checkpoint: Uint8Array): MlpParams => {
  const { ema, params } = decodeCheckpoint(checkpoint);
  const weights = ema ?? params;
  if (typeof weights === "object" && "layers" in weights) return weights as MlpParams;
  throw new DataError(
    "takeaway: the host copy must hold the layers of a perceptron, got others. Reset and train anew.",
  );
};
