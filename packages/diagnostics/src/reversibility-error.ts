import { checkOptions } from "@nami/errors";
import { type OdeMethod, type Solution, type Status, solve } from "@nami/solvers";
import {
  broadcastTo,
  evaluate,
  reshape,
  sizeOf,
  sqrt,
  square,
  sub,
  sum,
  type Tensor,
  type TensorBackend,
  tensorSpace,
  treeDispose,
} from "@nami/tensor-backend";
import { conditioned, type DiagnosedModel, finitePoints, pointsOf } from "./model.js";
import { statisticsOf } from "./statistics.js";

/** Options of {@link reversibilityError}. */
export interface ReversibilityOptions {
  /** How to integrate, e.g. `rk4({ steps: 50 })`. */
  readonly solver: OdeMethod;
  /** Where the points start, `[batch…, event…]`. */
  readonly x: Tensor;
  /** Time at which they start. Default 1, the noise end. */
  readonly t0?: number;
  /** Time at which they turn round. Default 0, the data end. */
  readonly t1?: number;
  /** What runs the steps. */
  readonly backend: TensorBackend;
  /** `[features]`, or with leading axes that broadcast to the batch. */
  readonly condition?: Tensor;
}

/** How far points end from where they began. */
export interface Reversibility {
  /** Mean of ‖x̂ − x‖ over the points; NaN unless `status` is `"success"`. */
  readonly mean: number;
  /** Largest ‖x̂ − x‖; NaN unless `status` is `"success"`. */
  readonly max: number;
  /** How the solves ended: of the way out when that failed, else of the way back. */
  readonly status: Status;
}

/**
 * What a solver loses on the way from t0 to t1 and back: ‖x̂ − x‖ of each point, Euclidean over the event.
 *
 * An exact flow comes back to where it began, so the error is the solver's (and the number format's), not the model's:
 * a large one means that samples and log-densities of this solver do not belong together.
 *
 * @param model a field, `(x, t, condition?) => v`
 * @throws ShapeError when x does not end in the event, or holds no point; OptionError from the solver's options;
 * DataError when a point is not finite
 * @example
 * const { mean } = await reversibilityError(model, { solver: rk4({ steps: 50 }), x, backend }); // about 1e-7
 */
export async function reversibilityError(
  model: DiagnosedModel,
  options: ReversibilityOptions,
): Promise<Reversibility> {
  checkOptions<ReversibilityOptions>("reversibilityError", options, {
    solver: true,
    x: true,
    t0: true,
    t1: true,
    backend: true,
    condition: true,
  });
  const { solver, x, t0 = 1, t1 = 0, backend, condition } = options;
  const { batch, event } = pointsOf("reversibilityError", model, x);
  const rows = sizeOf(batch);
  const features = condition && broadcastTo(condition, [...batch, ...condition.shape.slice(-1)]);
  const flat =
    features && (await evaluate(reshape(features, [rows, ...features.shape.slice(-1)]), { backend }));
  const velocity = conditioned(model, flat, [rows]);
  const derivative = (y: Tensor, t: Tensor): Tensor =>
    velocity(y, t.shape.length ? reshape(t, [rows]) : broadcastTo(t, [rows]));
  const space = tensorSpace<Tensor>(backend, { rows: "leading" });
  const held: Tensor[] = [];
  const move = async (y: Tensor, from: number, to: number): Promise<Solution<Tensor>> => {
    const solution = await solve(derivative, y, { t0: from, t1: to, method: solver, space });
    held.push(solution.y);
    return solution;
  };
  try {
    const points = await finitePoints("reversibilityError", x, { batch, event }, backend);
    const start = await evaluate(reshape(points, [rows, ...event]), { backend });
    const out = await move(start, t0, t1);
    const back = out.status === "success" ? await move(out.y, t1, t0) : out;
    if (back.status !== "success")
      return Object.freeze({ mean: Number.NaN, max: Number.NaN, status: back.status });
    const distances = sqrt(sum(square(sub(back.y, start)), { axis: event.map((_, i) => i + 1) }));
    const values = await (await evaluate(distances, { backend })).data();
    const { mean, max } = statisticsOf(values);
    return Object.freeze({ mean, max, status: back.status });
  } finally {
    treeDispose(held);
    space.dispose();
  }
}
