import { type OdeMethod, solve } from "@nami/solvers";
import { broadcastTo, type Tensor, type TensorBackend, tensor, tensorSpace } from "../index.js";

/** Numbers in float64. */
export const wide = (values: Parameters<typeof tensor>[0]): Tensor => tensor(values, undefined, "float64");
export const span = { t0: 0, t1: 1.5 };

/** Solves on the device, reads the end, and frees everything. */
export async function solvedOn(
  backend: TensorBackend,
  f: (y: Tensor, t: Tensor) => Tensor,
  y0: Tensor,
  method: OdeMethod,
  { t0, t1 }: { t0: number; t1: number } = span,
): Promise<{ y: number[]; status: string; stats: object; rows?: object }> {
  const space = tensorSpace<Tensor>(backend);
  const { y, status, stats, rows } = await solve(f, y0, { t0, t1, method, space });
  const values = [...(await y.data())];
  y.dispose();
  space.dispose();
  return { y: values, status, stats, ...(rows && { rows }) };
}

/** Time as a column beside the rows of y. */
export const timeOfRows = (y: Tensor, t: Tensor): Tensor => broadcastTo(t, [y.shape[0]!, 1]);
