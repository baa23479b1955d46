import { checkOptions, ShapeError } from "@nami/errors";
import {
  add,
  cast,
  concat,
  expandDims,
  mul,
  normal,
  randint,
  type Shape,
  showShape,
  split,
  square,
  sub,
  sum,
  type Tensor,
  zeros,
} from "@nami/tensor-backend";
import { checkPoints, checkPositive, drawRows, planar, type ToySampleOptions } from "./toy.js";

/** Points with a condition each. */
export interface ConditionalToy {
  readonly name: string;
  readonly eventShape: readonly [2];
  /** Features of a condition. */
  readonly conditionDim: number;
  /** Independent pairs: `x` is `[...shape, 2]`, `condition` `[...shape, conditionDim]`. */
  sample(
    shape: Shape | number,
    options: ToySampleOptions,
  ): { readonly x: Tensor; readonly condition: Tensor };
  /** ln p(x | condition) in nats: `[..., 2]` and `[..., conditionDim]` to `[...]`. */
  logProb(x: Tensor, condition: Tensor): Tensor;
  /** −E ln p(x | condition) in nats. */
  readonly entropy: number;
}

/** Options of {@link conditionalClusters}. */
export interface ConditionalClustersOptions {
  /** Standard deviation of a cluster, positive. Default 0.3. */
  readonly std?: number;
}

/**
 * Two labelled clusters: c is 0 or 1 with equal chance, and x ~ N((2c − 1, 0), std² I).
 *
 * @returns a conditional toy with entropy 1 + ln(2π std²) nats
 * @throws OptionError when std is not positive and finite
 * @example
 * const { x, condition } = conditionalClusters().sample(1000, { key: key(0) }); // [1000, 2] and [1000, 1]
 */
export function conditionalClusters(options: ConditionalClustersOptions = {}): ConditionalToy {
  checkOptions<ConditionalClustersOptions>("conditionalClusters", options, { std: true });
  const { std = 0.3 } = options;
  checkPositive("conditionalClusters", "std", std);
  const logScale = Math.log(2 * Math.PI * std ** 2);
  return Object.freeze<ConditionalToy>({
    name: "conditionalClusters",
    eventShape: planar,
    conditionDim: 1,
    entropy: 1 + logScale,
    sample: (shape, options) =>
      drawRows("conditionalClusters", shape, options, ({ rows, draws }) => {
        const [labelKey, pointKey] = split(options.key);
        const labels = randint(labelKey, rows, { high: 2, firstRow: draws.firstRow });
        const condition = expandDims(cast(labels, draws.dtype));
        const points = normal(pointKey, [...rows, 2], draws);
        return { x: add(mul(points, std), centerOf(condition)), condition };
      }),
    logProb: (x, condition) => {
      checkPoints("conditionalClusters", x);
      if (condition.shape.at(-1) !== 1)
        throw new ShapeError(
          `conditionalClusters.logProb: the condition must have one feature on its last axis, got shape ${showShape(condition.shape)}. Use expandDims(condition, -1).`,
        );
      const squares = sum(square(sub(x, centerOf(condition))), { axis: -1 });
      return sub(mul(squares, -0.5 / std ** 2), logScale);
    },
  });
}

/** (2c − 1, 0) */
function centerOf(condition: Tensor): Tensor {
  return concat([sub(mul(condition, 2), 1), zeros(condition.shape, condition.dtype)], -1);
}
