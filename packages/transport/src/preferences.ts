/** The columns of a row from the least cost to the largest, one by one; of equal costs the first column first. */
export interface Preferences {
  /** The next column; −1 after the last one. */
  next(): number;
}

/** @param cost of each column. A heap of them is made at the first question: few of the columns are asked for. */
export function preferences(cost: ArrayLike<number>): Preferences {
  let heap: Int32Array | undefined;
  let size = cost.length;
  const isBefore = (i: number, j: number): boolean => cost[i]! < cost[j]! || (cost[i]! === cost[j]! && i < j);
  /** Puts a column at a place of the heap, or below those there that come before it. */
  const sink = (heap: Int32Array, column: number, from: number): void => {
    let place = from;
    for (let child = 2 * place + 1; child < size; child = 2 * place + 1) {
      if (child + 1 < size && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, column)) break;
      heap[place] = heap[child]!;
      place = child;
    }
    heap[place] = column;
  };
  const heaped = (): Int32Array => {
    const made = Int32Array.from({ length: size }, (_, column) => column);
    for (let place = (size >> 1) - 1; place >= 0; place--) sink(made, made[place]!, place);
    return made;
  };
  return {
    next: () => {
      if (size === 0) return -1;
      heap ??= heaped();
      const first = heap[0]!;
      size--;
      sink(heap, heap[size]!, 0);
      return first;
    },
  };
}
