import type { LineTargetName } from "../samplers/names.js";
import type { LineMixture } from "./line-mixture.js";

/** Data of one dimension by name. */
export const lineTargets: Readonly<Record<LineTargetName, LineMixture>> = {
  twoModes: { weights: [0.55, 0.45], means: [-0.85, 1.5], deviations: [0.65, 0.25] },
  oneMode: { weights: [1], means: [0.5], deviations: [0.5] },
  fiveModes: {
    weights: [0.2, 0.2, 0.2, 0.2, 0.2],
    means: [-2, -1, 0, 1, 2],
    deviations: [0.1, 0.1, 0.1, 0.1, 0.1],
  },
};
