import { allocate, fromHost, type Tensor } from "@nami/tensor-backend";

/** Rows of a tensor on the host: `count` rows of `size` numbers. */
export interface HostRows {
  readonly values: Float64Array;
  readonly count: number;
  readonly size: number;
  /** Rows that are equal to each other, in order of their first row. */
  groups(): number[][];
}

/** The rows of a tensor, along its first axis. */
export async function hostRows(x: Tensor): Promise<HostRows> {
  const values = Float64Array.from(await x.data());
  const count = x.shape[0] ?? 1;
  const size = count === 0 ? 0 : values.length / count;
  return {
    values,
    count,
    size,
    groups: () => {
      const found = new Map<string, number[]>();
      for (let i = 0; i < count; i++) {
        const name = values.subarray(i * size, (i + 1) * size).join();
        const group = found.get(name);
        if (group) group.push(i);
        else found.set(name, [i]);
      }
      return [...found.values()];
    },
  };
}

/** Rows of a tensor in another order, with host values. */
export async function takeRows(x: Tensor, rows: ArrayLike<number>): Promise<Tensor> {
  const values = await x.data();
  const size = values.length / (x.shape[0] || 1);
  const out = allocate(x.dtype, rows.length * size);
  for (let i = 0; i < rows.length; i++)
    out.set(values.subarray(rows[i]! * size, (rows[i]! + 1) * size), i * size);
  return fromHost(out, [rows.length, ...x.shape.slice(1)], x.dtype);
}
