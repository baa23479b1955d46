import { checkOptions } from "@nami/errors";
import {
  add,
  cast,
  div,
  equal,
  floor,
  greaterEqual,
  less,
  logicalAnd,
  minimum,
  mul,
  randint,
  reshape,
  slice,
  split,
  stack,
  sub,
  type Tensor,
  uniform,
  where,
} from "@nami/tensor-backend";
import { checkPoints, checkPositive, type DensityToy, drawRows, planar } from "./toy.js";

/** Options of {@link checkerboard}. */
export interface CheckerboardOptions {
  /** Half the side of the board, positive. Default 4. */
  readonly halfWidth?: number;
}

/** Largest float32 that stays below its integer after adding −2, −1, 0 or 1. */
const belowOne = 1 - 2 ** -22;

/**
 * Uniform on the dark squares of a 4 × 4 board centred at the origin; the lower left square is dark.
 *
 * The density is 1/(2 halfWidth²) there, and 0 (ln p = −∞) elsewhere.
 *
 * @returns a toy with `logProb` and `entropy` = ln(2 halfWidth²): ln 32 by default, ln 8 with halfWidth 2
 * @throws OptionError when halfWidth is not positive and finite
 * @example checkerboard().entropy; // 3.4657…
 */
export function checkerboard(options: CheckerboardOptions = {}): DensityToy {
  checkOptions<CheckerboardOptions>("checkerboard", options, { halfWidth: true });
  const { halfWidth = 4 } = options;
  checkPositive("checkerboard", "halfWidth", halfWidth);
  const square = halfWidth / 2;
  const entropy = Math.log(2 * halfWidth ** 2);
  return Object.freeze<DensityToy>({
    name: "checkerboard",
    eventShape: planar,
    entropy,
    sample: (shape, options) =>
      drawRows("checkerboard", shape, options, ({ rows, draws }) => {
        const [placeKey, squareKey] = split(options.key);
        const place = minimum(uniform(placeKey, [...rows, 2], draws), belowOne);
        const chosen = cast(randint(squareKey, rows, { high: 8, firstRow: draws.firstRow }), draws.dtype);
        const column = floor(mul(chosen, 0.5));
        const upper = sub(chosen, mul(column, 2));
        const row = add(mul(upper, 2), oddness(column));
        const corner = sub(stack([column, row], -1), 2);
        return mul(add(place, corner), square);
      }),
    logProb: (x) => {
      checkPoints("checkerboard", x);
      const cell = floor(div(x, square));
      const [column, row] = [coordinate(cell, 0), coordinate(cell, 1)];
      const dark = equal(oddness(add(column, row)), 0);
      const onBoard = logicalAnd(within(column), within(row));
      return where(logicalAnd(dark, onBoard), -entropy, Number.NEGATIVE_INFINITY);
    },
  });
}

function coordinate(x: Tensor, index: number): Tensor {
  const batch = x.shape.slice(0, -1);
  return reshape(slice(x, [...batch.map(() => 0), index], [...batch, 1]), batch);
}

/** 0 for even integers, 1 for odd ones. */
function oddness(n: Tensor): Tensor {
  return sub(n, mul(floor(mul(n, 0.5)), 2));
}

function within(cell: Tensor): Tensor {
  return logicalAnd(greaterEqual(cell, -2), less(cell, 2));
}
