import type { TensorBackend } from "@nami/tensor-backend";

/** Rows that a lane should have at least: to start it and to hand it its programs costs as much as to solve some. */
const rowsOfLane = 256;

/** The backends among which rows are divided: the lanes of a backend where there are rows enough for all, else itself. */
export function lanesFor(backend: TensorBackend, rows: number): readonly TensorBackend[] {
  const lanes = rows >= 2 * rowsOfLane ? (backend.lanes ?? []) : [];
  const busy = lanes.slice(0, Math.floor(rows / rowsOfLane));
  return busy.length > 1 ? busy : [backend];
}

/**
 * Does something with each item on the next lane that is free.
 *
 * @returns the results, in the order of the items
 * @throws what the first to fail threw, when all lanes are done; none begins another item after that
 */
export async function eachInLanes<T, R>(
  items: readonly T[],
  lanes: readonly TensorBackend[],
  work: (item: T, lane: TensorBackend) => Promise<R>,
): Promise<R[]> {
  const results: R[] = new Array(items.length);
  const failures: unknown[] = [];
  let next = 0;
  const onLane = async (lane: TensorBackend): Promise<void> => {
    while (next < items.length && failures.length === 0) {
      const place = next++;
      try {
        results[place] = await work(items[place]!, lane);
      } catch (failure) {
        failures.push(failure);
      }
    }
  };
  await Promise.all(lanes.map(onLane));
  if (failures.length > 0) throw failures[0];
  return results;
}
