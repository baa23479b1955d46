/** Nodes and weights of a rule Σ wᵢ f(xᵢ) ≈ ∫₀¹ f. */
export interface QuadratureRule {
  readonly nodes: Float64Array;
  /** Positive, with sum 1. */
  readonly weights: Float64Array;
}

/**
 * The Gauss–Legendre rule on [0, 1], exact for polynomials of degree 2 count − 1.
 *
 * Nodes are roots of the Legendre polynomial, found by Newton's method from Tricomi's guess.
 *
 * @param count number of nodes, 1 or more
 */
export function gaussLegendre(count: number): QuadratureRule {
  const nodes = new Float64Array(count);
  const weights = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let x = -Math.cos((Math.PI * (i + 0.75)) / (count + 0.5));
    let slope = 0;
    for (let round = 0; round < 20; round++) {
      const [value, derivative] = legendre(count, x);
      slope = derivative;
      const change = value / derivative;
      x -= change;
      if (Math.abs(change) < 1e-15) break;
    }
    nodes[i] = (1 + x) / 2;
    weights[i] = 1 / ((1 - x * x) * slope * slope);
  }
  return { nodes, weights };
}

/** The midpoint rule: exact to rounding, once fine enough, for smooth periodic functions. */
export function midpoints(count: number): QuadratureRule {
  return {
    nodes: Float64Array.from({ length: count }, (_, i) => (i + 0.5) / count),
    weights: new Float64Array(count).fill(1 / count),
  };
}

/** Pₙ(x) and P′ₙ(x), by the three-term recurrence. */
function legendre(n: number, x: number): [value: number, derivative: number] {
  let previous = 0;
  let value = 1;
  for (let k = 1; k <= n; k++) {
    const next = ((2 * k - 1) * x * value - (k - 1) * previous) / k;
    previous = value;
    value = next;
  }
  return [value, (n * (x * value - previous)) / (x * x - 1)];
}
