/** All losses of a run, growing; the chart reads it as it is. */
export interface LossRecord {
  readonly count: number;
  /** The first `count` numbers are the losses of steps 1, 2, 3, … */
  readonly values: Float32Array;
}

export const noLosses: LossRecord = { count: 0, values: new Float32Array(0) };

/**
 * A record with the losses up to some step. Steps that were lost with a device are overwritten.
 *
 * @param step of the last of the losses
 */
export const withLosses = ({ count, values }: LossRecord, step: number, losses: Float32Array): LossRecord => {
  const first = step - losses.length;
  const room = step <= values.length ? values : new Float32Array(Math.max(1024, 2 * step));
  if (room !== values) room.set(values.subarray(0, count));
  room.set(losses, first);
  return { count: step, values: room };
};
