import { DataError, OptionError, ShapeError } from "@nami/errors";

/** What figures are drawn from: a typed array or an array of plain numbers. */
export type Numbers = Float32Array | Float64Array | readonly number[];

/** Lower and upper end of an axis. */
export type Limits = readonly [low: number, high: number];

/**
 * Refuses data with a NaN or an infinity, naming the first.
 *
 * @param from - the public function that checks, for the message
 * @param name - the option that holds the data
 * @throws DataError when an element is not a finite number
 */
export const requireFinite = (from: string, name: string, values: Numbers): void => {
  const index = values.findIndex((value: number) => !Number.isFinite(value));
  if (index < 0) return;
  throw new DataError(
    `${from}: ${name} must hold finite numbers, got ${String(values[index])} at index ${index}. Leave such entries out.`,
  );
};

/**
 * Refuses anything but finite points of the plane, flat as `x₀ y₀ x₁ y₁ …`.
 *
 * @param from - the public function that checks
 * @param name - the option that holds the points
 * @param points - flat coordinates
 * @param shape - the shape the points had before they were flattened, when the caller knows it
 * @throws ShapeError when the points are not two-dimensional
 * @throws DataError when a coordinate is not finite; the message names the row
 */
export const requirePlane = (
  from: string,
  name: string,
  points: Numbers,
  shape?: readonly number[],
): void => {
  if (shape !== undefined && (shape.length !== 2 || shape[1] !== 2)) {
    throw new ShapeError(
      `${from}: ${name} must have shape [n, 2], got [${shape.join(", ")}]. Choose two coordinates to draw.`,
    );
  }
  const expected = shape === undefined ? points.length + (points.length % 2) : (shape[0] ?? 0) * 2;
  if (points.length !== expected) {
    throw new ShapeError(
      `${from}: ${name} must hold two numbers a point, got ${points.length} numbers. Pass x0, y0, x1, y1, ….`,
    );
  }
  const index = points.findIndex((value: number) => !Number.isFinite(value));
  if (index < 0) return;
  throw new DataError(
    `${from}: ${name} must hold finite numbers, got ${String(points[index])} at index ${index} (point ${index >> 1}). Leave such points out.`,
  );
};

/**
 * Refuses two arrays that should run side by side and do not.
 *
 * @throws ShapeError naming both lengths
 */
export const requireSameLength = (
  from: string,
  names: readonly [string, string],
  a: Numbers,
  b: Numbers,
): void => {
  if (a.length === b.length) return;
  throw new ShapeError(
    `${from}: ${names[0]} and ${names[1]} must have the same length, got ${a.length} and ${b.length}. Pass one ${names[1]} for each ${names[0]}.`,
  );
};

/**
 * Refuses limits that are not two finite numbers in ascending order.
 *
 * @throws OptionError naming the option
 */
export const requireLimits = (from: string, name: string, limits: Limits | undefined): void => {
  if (limits === undefined) return;
  const [low, high] = limits;
  if (limits.length === 2 && Number.isFinite(low) && Number.isFinite(high) && low < high) return;
  throw new OptionError(
    `${from}: ${name} must be two finite numbers in ascending order, got [${limits.join(", ")}]. Pass [low, high].`,
  );
};

/**
 * Refuses a number outside of an interval.
 *
 * @throws OptionError naming the option and its interval
 */
export const requireBetween = (from: string, name: string, value: number, [low, high]: Limits): void => {
  if (value >= low && value <= high) return;
  throw new OptionError(
    `${from}: ${name} must lie in [${low}, ${high}], got ${String(value)}. Choose a value in that interval.`,
  );
};

/**
 * Refuses what is not a whole number of at least `least`.
 *
 * @throws OptionError naming the option
 */
export const requireCount = (from: string, name: string, value: number, least: number): void => {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new OptionError(
    `${from}: ${name} must be a whole number of at least ${least}, got ${String(value)}. Pass ${least} or more.`,
  );
};
