import { gaussianMixture } from "@nami/distributions";
import { dopri5 } from "@nami/solvers";
import { wide } from "./reference.js";

/** A density of the plane that is known, points to ask it at, and a solver to be exact with. */
export const tight = dopri5({ rtol: 1e-9, atol: 1e-9 });
export const mixture = gaussianMixture({
  weights: [0.3, 0.7],
  means: [
    [-1, 0],
    [1, 0.5],
  ],
  variances: [0.2, 0.1],
});
export const points = wide([
  [0, 0],
  [-1, 0.2],
  [1.2, 0.3],
  [2, -1],
  [-1.5, 0.9],
]);
