import { DataError, OptionError, ShapeError } from "@nami/errors";
import { isKey, type Shape, showShape, sizeOf, Tensor } from "@nami/tensor-backend";

/** @throws OptionError when a sample shape is not a list, or there is no key */
export function checkSample(caller: string, shape: unknown, key: unknown): void {
  if (!Array.isArray(shape))
    throw new OptionError(
      `${caller}: shape must be an array, got ${String(shape)}. Pass for example [${typeof shape === "number" ? shape : 100}].`,
    );
  checkDraw(caller, key);
}

/** @throws OptionError when there is no key to draw noise with */
export function checkDraw(caller: string, key: unknown): void {
  if (!isKey(key))
    throw new OptionError(
      `${caller}: a key is needed to draw noise, got ${typeof key}. Pass { key: key(0) }.`,
    );
}

/** @throws OptionError when a time is not between the ends of a process */
export function checkBetween(caller: string, t: unknown, t0: number, t1: number): void {
  if (!(typeof t === "number" && t >= Math.min(t0, t1) && t <= Math.max(t0, t1)))
    throw new OptionError(
      `${caller}: the time must be from ${t0} (noise) to ${t1} (data), got ${String(t)}. Pass a time between them.`,
    );
}

/** @throws OptionError when a condition is not a tensor with features on its last axis */
export function checkCondition(condition: unknown): void {
  if (condition === undefined) return;
  if (!(condition instanceof Tensor))
    throw new OptionError(
      `bind: the condition must be a Tensor, got ${Array.isArray(condition) ? "an array" : typeof condition}. Pass tensor(values).`,
    );
  if (condition.shape.length === 0)
    throw new ShapeError(
      "bind: the condition must be [batch…, features], got []. Pass at least one feature.",
    );
}

/**
 * Checks the times of a trajectory.
 *
 * @throws OptionError when there are none, or they do not run from `from` to `to` in order
 */
export function checkTimes(times: unknown, from: number, to: number): void {
  const remedy = `Pass { times: [${from}, ${to}] }.`;
  if (!Array.isArray(times) || times.length === 0)
    throw new OptionError(
      `trajectory: there must be at least one time, got ${Array.isArray(times) ? "none" : typeof times}. ${remedy}`,
    );
  const direction = Math.sign(to - from);
  let last = from;
  for (const time of times) {
    if (!((time - last) * direction >= 0 && (to - time) * direction >= 0))
      throw new OptionError(
        `trajectory: times must run from ${from} (noise) to ${to} (data) in order, got ${time} after ${last}. ${remedy}`,
      );
    last = time;
  }
}

/**
 * Checks points with host values.
 *
 * @param batch the axes before a point
 * @throws DataError that names the first row with a coordinate that is not finite
 */
export async function checkFinite(caller: string, x: Tensor, batch: Shape): Promise<void> {
  const values = await x.data();
  const odd = values.findIndex((value: number) => !Number.isFinite(value));
  if (odd < 0) return;
  let row = Math.floor((odd * sizeOf(batch)) / values.length);
  const index = batch.map(() => 0);
  for (let axis = batch.length - 1; axis >= 0; axis--) {
    index[axis] = row % batch[axis]!;
    row = Math.floor(row / batch[axis]!);
  }
  throw new DataError(
    `${caller}: points must be finite, got ${values[odd]} in row ${showShape(index)}. Drop or mend that row.`,
  );
}
