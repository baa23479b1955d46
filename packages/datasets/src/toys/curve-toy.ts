import {
  add,
  floor,
  mul,
  normal,
  reshape,
  slice,
  split,
  sqrt,
  stack,
  type Tensor,
  uniform,
} from "@nami/tensor-backend";
import { type Curves, curveMixture } from "./curve.js";
import { mixtureEntropy, mixtureLogProb, type PlanarMixture } from "./planar-mixture.js";
import { checkPoints, drawRows, type MixtureToy, planar, type ToyMixture } from "./toy.js";

/**
 * A toy of points around curves: a curve, a place on it, and a normal error.
 *
 * Row i takes one pair of uniform numbers (which curve, where on it) and one pair of normal ones. The mixture behind
 * the density, and the entropy, are computed when first asked for.
 */
export function curveToy(name: string, curves: Curves, noise: number): MixtureToy {
  let known: PlanarMixture | undefined;
  let entropy: number | undefined;
  const density = (): PlanarMixture => {
    known ??= curveMixture(name, curves, noise);
    return known;
  };
  return Object.freeze<MixtureToy>({
    name,
    eventShape: planar,
    sample: (shape, options) =>
      drawRows(name, shape, options, ({ rows, draws }) => {
        const [placeKey, errorKey] = split(options.key);
        const place = uniform(placeKey, [...rows, 2], draws);
        const error = normal(errorKey, [...rows, 2], draws);
        const part = (index: number): Tensor =>
          reshape(slice(place, [...rows.map(() => 0), index], [...rows, 1]), rows);
        const branch = floor(mul(part(0), curves.branches));
        const v = curves.spread === "disc" ? sqrt(part(1)) : part(1);
        const points = stack(curves.point(branch, v, v.algebra), -1);
        return add(points, mul(error, noise));
      }),
    logProb: (x) => {
      checkPoints(name, x);
      return mixtureLogProb(density(), x);
    },
    get entropy(): number {
      entropy ??= mixtureEntropy(density());
      return entropy;
    },
    get mixture(): ToyMixture {
      const { weights, centers, std } = density();
      return { weights, means: centers, variances: weights.map(() => std ** 2) };
    },
  });
}
