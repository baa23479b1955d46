import { foldIn, type Key, permutation } from "@nami/tensor-backend";

/** Which rows make up each batch. */
export interface RowOrder {
  /** The places of `size` rows from a cursor on. */
  at(cursor: number, size: number): Promise<Int32Array>;
}

/**
 * An endless sequence of permutations of `count` rows, one for each epoch, read from a cursor.
 *
 * Place c holds row `permutation(foldIn(key, ⌊c / count⌋), count)[c mod count]`. A batch may span epochs, so all
 * batches have one size, and training goes on from any cursor with nothing to replay.
 */
export function rowOrder(key: Key, count: number): RowOrder {
  let kept = { epoch: -1, order: new Int32Array() };
  const orderOf = async (epoch: number): Promise<Int32Array> => {
    if (kept.epoch !== epoch)
      kept = { epoch, order: new Int32Array(await permutation(foldIn(key, epoch), count).data()) };
    return kept.order;
  };
  return {
    async at(cursor, size) {
      const places = new Int32Array(size);
      for (let filled = 0; filled < size; ) {
        const place = (cursor + filled) % count;
        const order = await orderOf((cursor + filled - place) / count);
        const stretch = order.subarray(place, place + size - filled);
        places.set(stretch, filled);
        filled += stretch.length;
      }
      return places;
    },
  };
}
