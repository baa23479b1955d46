import {
  add,
  concat,
  logSumExp,
  mul,
  reshape,
  sizeOf,
  slice,
  square,
  sub,
  type Tensor,
  tensor,
} from "@nami/tensor-backend";

/** Round normal distributions of one standard deviation: p(x) = Σₖ wₖ N(x; cₖ, σ²I), in the plane. */
export interface PlanarMixture {
  /** Positive, with sum 1. */
  readonly weights: readonly number[];
  readonly centers: readonly (readonly [number, number])[];
  readonly std: number;
}

/** Most entries of a distance matrix at a time: 16 MiB in float32. */
const blockEntries = 2 ** 22;

/**
 * ln p of a mixture at points, by `logSumExp` over the components.
 *
 * Rows are worked on in blocks, so that memory stays bounded when points and components are many.
 *
 * @param x `[..., 2]`
 * @returns `[...]`
 */
export function mixtureLogProb({ weights, centers, std }: PlanarMixture, x: Tensor): Tensor {
  const batch = x.shape.slice(0, -1);
  const rows = sizeOf(batch);
  const points = reshape(x, [rows, 2]);
  const row = (values: readonly number[]): Tensor => tensor(values, [1, values.length], x.dtype);
  const cx = row(centers.map(([a]) => a));
  const cy = row(centers.map(([, b]) => b));
  const constants = row(weights.map((weight) => Math.log(weight / (2 * Math.PI * std ** 2))));
  const block = (start: number, count: number): Tensor => {
    const dx = sub(slice(points, [start, 0], [count, 1]), cx);
    const dy = sub(slice(points, [start, 1], [count, 1]), cy);
    const terms = sub(constants, mul(add(square(dx), square(dy)), 0.5 / std ** 2));
    return logSumExp(terms, { axis: -1 });
  };
  const count = Math.max(1, Math.floor(blockEntries / weights.length));
  const blocks = [block(0, Math.min(count, rows))];
  for (let start = count; start < rows; start += count)
    blocks.push(block(start, Math.min(count, rows - start)));
  return reshape(concat(blocks, 0), batch);
}

/** How far a component reaches on the grid of {@link mixtureEntropy}, in cells of σ/3: 8 σ. */
const reach = 24;

/**
 * −∫ p ln p in nats, to about 1e-9: the trapezoidal rule on a grid of spacing σ/3.
 *
 * On functions as smooth as a normal density of width σ that rule is exact to rounding. Only cells that a component
 * reaches are kept, so the cost is 2401 products a component, whatever area the mixture covers.
 */
export function mixtureEntropy({ weights, centers, std }: PlanarMixture): number {
  const step = std / 3;
  const density = new Map<string, Float64Array>();
  const fx = new Float64Array(2 * reach + 1);
  const fy = new Float64Array(2 * reach + 1);
  for (const [k, [cx, cy]] of centers.entries()) {
    const left = Math.round(cx / step) - reach;
    const bottom = Math.round(cy / step) - reach;
    const scale = weights[k]! / (2 * Math.PI * std ** 2);
    for (let i = 0; i <= 2 * reach; i++) {
      fx[i] = scale * Math.exp(-0.5 * (((left + i) * step - cx) / std) ** 2);
      fy[i] = Math.exp(-0.5 * (((bottom + i) * step - cy) / std) ** 2);
    }
    spread(density, left, bottom, fx, fy);
  }
  let total = 0;
  for (const tile of density.values()) for (const p of tile) if (p > 0) total -= p * Math.log(p);
  return total * step * step;
}

/** Cells along the side of a tile. */
const side = 32;

/** Adds an outer product to a grid that is kept as tiles, from cell (left, bottom) on. */
function spread(
  tiles: Map<string, Float64Array>,
  left: number,
  bottom: number,
  fx: Float64Array,
  fy: Float64Array,
): void {
  let tile: Float64Array = new Float64Array(0);
  let current = "";
  for (let i = 0; i < fx.length; i++) {
    const x = left + i;
    for (let j = 0; j < fy.length; j++) {
      const y = bottom + j;
      if (j === 0 || y % side === 0) {
        const name = `${Math.floor(x / side)} ${Math.floor(y / side)}`;
        if (name !== current) {
          current = name;
          tile = tiles.get(name) ?? new Float64Array(side * side);
          tiles.set(name, tile);
        }
      }
      const at = (x - Math.floor(x / side) * side) * side + y - Math.floor(y / side) * side;
      tile[at] = tile[at]! + fx[i]! * fy[j]!;
    }
  }
}
