import { OptionError } from "@nami/errors";
import type { Elementwise } from "@nami/tensor-backend";
import { gaussLegendre, midpoints } from "./gauss-legendre.js";
import type { PlanarMixture } from "./planar-mixture.js";

/** The operations that curves are written in, on numbers and on tensors alike. */
export type CurveAlgebra<T> = Pick<Elementwise<T>, "add" | "sub" | "mul" | "cos" | "sin">;

/** Curves of equal probability that points scatter around. */
export interface Curves {
  /** How many; they are numbered from 0. */
  readonly branches: number;
  /** The point at v ∈ [0, 1] of curve number `branch`. */
  point<T>(branch: T, v: T, m: CurveAlgebra<T>): readonly [x: T, y: T];
  /** How v is distributed: `"even"`, or with density 2v as a radius in a disc is (v = √u). Default `"even"`. */
  readonly spread?: "even" | "disc";
  /** Whether each curve ends where it begins, smoothly. Default false. */
  readonly closed?: boolean;
}

/** Operations on numbers. */
const onNumbers: CurveAlgebra<number> = {
  add: (a, b) => a + b,
  sub: (a, b) => a - b,
  mul: (a, b) => a * b,
  cos: Math.cos,
  sin: Math.sin,
};

/**
 * The density of points that scatter around curves with a normal error, p(x) = mean over curves of
 * ∫₀¹ ρ(v) N(x; c(v), σ²I) dv, as a mixture: the nodes of a quadrature along each curve.
 *
 * Seen from the curve the integrand is a bump of width σ / |c′|. Nodes at {@link density} a width integrate it to
 * 1e-8 in ln p within 8 σ of the curves; a point, which does not move with v, is one node.
 *
 * @throws OptionError when that takes more than 10,000 nodes a curve
 */
export function curveMixture(
  caller: string,
  { branches, point, spread = "even", closed = false }: Curves,
  std: number,
): PlanarMixture {
  const weights: number[] = [];
  const centers: (readonly [number, number])[] = [];
  for (let branch = 0; branch < branches; branch++) {
    const at = (v: number): readonly [number, number] => point(branch, v, onNumbers);
    const speed = fastest(at);
    const count =
      speed === 0 ? 1 : Math.max(fewest, Math.ceil((density[closed ? "closed" : "open"] * speed) / std));
    if (count > most)
      throw new OptionError(
        `${caller}: noise must be at least ${((std * count) / most).toPrecision(2)} for a density, got ${std}. Pass more noise, or use samples alone.`,
      );
    const rule = closed ? midpoints(count) : gaussLegendre(count);
    for (const [i, v] of rule.nodes.entries()) {
      weights.push((rule.weights[i]! * (spread === "disc" ? 2 * v : 1)) / branches);
      centers.push(at(v));
    }
  }
  return { weights, centers, std };
}

/** Nodes for each σ along the fastest part of a curve. */
const density = { open: 3, closed: 2 } as const;

/** Nodes on a curve that is short beside σ: enough for a point 8 σ away, which sees a bump narrower than σ. */
const fewest = 64;

/** Most nodes on a curve. */
const most = 10_000;

/** The largest |c′(v)|, from chords. */
function fastest(at: (v: number) => readonly [number, number]): number {
  const chords = 512;
  let largest = 0;
  let [x, y] = at(0);
  for (let i = 1; i <= chords; i++) {
    const [nextX, nextY] = at(i / chords);
    largest = Math.max(largest, Math.hypot(nextX - x, nextY - y) * chords);
    [x, y] = [nextX, nextY];
  }
  return largest;
}
