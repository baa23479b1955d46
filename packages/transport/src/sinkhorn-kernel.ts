import { fitColumns, fitRows, type Potentials } from "./potentials.js";
import { type Factors, type Stop, sweepProducts } from "./relaxed-sweeps.js";

/** K_ij = e^((u_i + v_j − c_ij)/ε), row-major, written to `kernel`. */
export function kernelOf(
  cost: ArrayLike<number>,
  { u, v, epsilon }: Pick<Potentials, "u" | "v" | "epsilon">,
  kernel: Float64Array,
): void {
  for (let i = 0, at = 0; i < u.length; i++)
    for (let j = 0; j < v.length; j++, at++) kernel[at] = Math.exp((u[i]! + v[j]! - cost[at]!) / epsilon);
}

/** Factors that change nothing: π_ij = a_i K_ij b_j. */
export function unitFactors({ a, b }: Pick<Potentials, "a" | "b">): Factors {
  return { p: a.slice(), q: b.slice() };
}

/** Takes factors into the kernel and takes a quarter of ε: K ← (K p/a q/b)⁴, without an exponential. */
export function quarter(
  kernel: Float64Array,
  { a, b }: Pick<Potentials, "a" | "b">,
  { p, q }: Factors,
): void {
  const scale = q.map((factor, j) => factor / b[j]!);
  for (let i = 0, at = 0; i < a.length; i++) {
    const factor = p[i]! / a[i]!;
    for (let j = 0; j < b.length; j++, at++) {
      const square = (kernel[at]! * factor * scale[j]!) ** 2;
      kernel[at] = square * square;
    }
  }
}

/**
 * Fits potentials by sweeps of products on their kernel. Where a factor leaves the range in which products are safe, a sweep in
 * the log domain takes its place, and a kernel anew.
 *
 * @returns the number of sweeps, and the factors that are in the potentials and not in the kernel
 */
export function fit(
  kernel: Float64Array,
  cost: ArrayLike<number>,
  problem: Potentials,
  { enough, most }: Stop,
): { readonly sweeps: number; readonly factors: Factors } {
  let done = 0;
  for (;;) {
    const factors = unitFactors(problem);
    const { sweeps, isSafe } = sweepProducts(kernel, problem, factors, { enough, most: most - done });
    absorb(problem, factors);
    done += sweeps;
    if (isSafe) return { sweeps: done, factors };
    fitRows(cost, problem);
    fitColumns(cost, problem);
    kernelOf(cost, problem, kernel);
    done++;
  }
}

/** Takes factors into potentials: u + ε ln p/a, v + ε ln q/b. */
function absorb({ u, v, a, b, epsilon }: Potentials, { p, q }: Factors): void {
  for (let i = 0; i < u.length; i++) u[i]! += epsilon * Math.log(p[i]! / a[i]!);
  for (let j = 0; j < v.length; j++) v[j]! += epsilon * Math.log(q[j]! / b[j]!);
}
