import { checkOptions, OptionError, ShapeError } from "@nami/errors";
import { type PathMarks, requireScore } from "@nami/paths";
import type { Schedule } from "@nami/schedules";
import {
  add,
  div,
  isFinite,
  mul,
  type Numeric,
  neg,
  reshape,
  sameShape,
  showShape,
  sub,
  Tensor,
  where,
} from "@nami/tensor-backend";

/** What a model may predict about x_t = α x₀ + σ ε: u_t, ∇ ln p_t, ε, x₀, or α ε − σ x₀. */
export type Parameterization = "velocity" | "score" | "noise" | "data" | "vPrediction";

/** Where a prediction was made. */
export interface ConversionOptions {
  /** The points, in the shape of the prediction. */
  readonly x: Tensor;
  /** A number, or of batch shape: the first axes of x. */
  readonly t: Numeric;
  /** The schedule, or a path that carries one: then conversions to and from the score ask whether it allows them. */
  readonly schedule: Schedule | (PathMarks & { readonly schedule: Schedule });
}

/** A prediction at points, as another one. */
export type Conversion = (y: Tensor, options: ConversionOptions) => Tensor;

/** The prediction as y = (a x₀ + b ε)/c: with x, two equations for x₀ and ε. σb is stated where b may be infinite. */
interface Row {
  readonly a: Numeric;
  readonly b: Numeric;
  readonly sigmaB: Numeric;
  /** c = σ, for the score alone; 1 elsewhere. */
  readonly overSigma?: true;
}

const known = { x: true, t: true, schedule: true } as const;

const zero = 0;
const one = 1;
const rows: Readonly<Record<Parameterization, (s: Schedule, t: Numeric) => Row>> = {
  velocity: (s, t) => ({ a: s.alphaDot(t), b: s.sigmaDot(t), sigmaB: s.sigmaSigmaDot(t) }),
  score: (s, t) => ({ a: zero, b: -one, sigmaB: negative(s.sigma(t)), overSigma: true }),
  noise: (s, t) => ({ a: zero, b: one, sigmaB: s.sigma(t) }),
  data: () => ({ a: one, b: zero, sigmaB: zero }),
  vPrediction: (s, t) => ({
    a: negative(s.sigma(t)),
    b: s.alpha(t),
    sigmaB: times(s.alpha(t), s.sigma(t)),
  }),
};

/**
 * A prediction as another one. With y = (a x₀ + b ε)/c and x = α x₀ + σ ε, and (a′, b′, c′) of what is wanted,
 *
 * y′ = ((a′b − b′a) x + (αb′ − σa′) c y)/((αb − σa) c′).
 *
 * It holds for one point and, being linear, for expectations given x. Time may run either way. Products with σ are those
 * of the schedule, so that velocities and scores convert at both ends.
 *
 * @param y the prediction, `[...batch, ...event]`
 * @param options what it is, what is wanted, and where it was made
 * @throws CapabilityError to and from the score, on a path whose source is not a Gaussian independent of the target
 * @throws ShapeError when x and y differ in shape or t is not of batch shape
 * @example convertPrediction(eps, { from: "noise", to: "velocity", x, t, schedule: vpSchedule() });
 * @see Salimans, Ho, Progressive distillation (2022), appendix D, for the v-prediction
 */
export function convertPrediction(
  y: Tensor,
  options: ConversionOptions & { readonly from: Parameterization; readonly to: Parameterization },
): Tensor {
  checkOptions("convertPrediction", options, { ...known, from: true, to: true });
  const { from, to, ...place } = options;
  for (const name of [from, to])
    if (!Object.hasOwn(rows, name))
      throw new OptionError(
        `convertPrediction: from and to must be "velocity", "score", "noise", "data" or "vPrediction", got "${String(name)}". Pass one of them.`,
      );
  return converted(from === to ? "convertPrediction" : nameOf(from, to), y, { from, to, ...place });
}

function converted(
  caller: string,
  y: Tensor,
  {
    from,
    to,
    x,
    t,
    schedule: given,
  }: ConversionOptions & { readonly from: Parameterization; readonly to: Parameterization },
): Tensor {
  checkPoints(caller, y, x, t);
  if (typeof given !== "object" || given === null)
    throw new OptionError(
      `${caller}: schedule must be a schedule or a path, got ${typeof given}. Pass { x, t, schedule: linearSchedule() }.`,
    );
  const schedule = "schedule" in given ? given.schedule : given;
  if ("schedule" in given && (from === "score") !== (to === "score")) requireScore(caller, given);
  if (from === to) return y;
  // Noise and score are multiples of each other, also where α is 0 and x says nothing of the data.
  if (from === "noise" && to === "score") return div(neg(y), spread(schedule.sigma(t), x));
  if (from === "score" && to === "noise") return mul(neg(y), spread(schedule.sigma(t), x));
  const [own, want] = [rows[from](schedule, t), rows[to](schedule, t)];
  const [alpha, sigma] = [schedule.alpha(t), schedule.sigma(t)];
  // Where σ̇ is infinite, the equation of the velocity is taken times σ; beside that of the score it is anyway.
  const factor = from === "velocity" && !want.overSigma ? whereFinite(own.b, one, sigma) : one;
  const have: Row =
    factor === one ? own : { ...own, a: times(factor, own.a), b: whereFinite(own.b, own.b, own.sigmaB) };
  const determinant = ({ a, b }: Row): Numeric => minus(times(alpha, b), times(sigma, a));
  const timesSigma = ({ a, sigmaB }: Row): Numeric =>
    minus(times(alpha, sigmaB), times(times(sigma, sigma), a));
  const ofX = minus(times(want.a, have.b), times(want.b, have.a));
  const ofY = have.overSigma ? timesSigma(want) : times(factor, determinant(want));
  const under = want.overSigma ? timesSigma(have) : determinant(have);
  const over = (value: Numeric): Numeric => spread(quotient(value, under), x);
  return add(mul(over(ofX), x), mul(over(ofY), y));
}

function pair(from: Parameterization, to: Parameterization): Conversion {
  const name = nameOf(from, to);
  return (y, options) => {
    checkOptions<ConversionOptions>(name, options, known);
    return converted(name, y, { ...options, from, to });
  };
}

/** s = (α̇ x − α v)/(σ(ασ̇ − α̇σ)) */
export const velocityToScore: Conversion = /* @__PURE__ */ pair("velocity", "score");
/** ε = (α v − α̇ x)/(ασ̇ − α̇σ) */
export const velocityToNoise: Conversion = /* @__PURE__ */ pair("velocity", "noise");
/** x₀ = (σ̇ x − σ v)/(ασ̇ − α̇σ) */
export const velocityToData: Conversion = /* @__PURE__ */ pair("velocity", "data");
/** α ε − σ x₀, from v */
export const velocityToVPrediction: Conversion = /* @__PURE__ */ pair("velocity", "vPrediction");
/** v = (α̇/α) x − (σ(ασ̇ − α̇σ)/α) s */
export const scoreToVelocity: Conversion = /* @__PURE__ */ pair("score", "velocity");
/** ε = −σ s */
export const scoreToNoise: Conversion = /* @__PURE__ */ pair("score", "noise");
/** x₀ = (x + σ² s)/α */
export const scoreToData: Conversion = /* @__PURE__ */ pair("score", "data");
/** α ε − σ x₀, from s */
export const scoreToVPrediction: Conversion = /* @__PURE__ */ pair("score", "vPrediction");
/** v = (α̇/α) x + (σ̇ − α̇σ/α) ε */
export const noiseToVelocity: Conversion = /* @__PURE__ */ pair("noise", "velocity");
/** s = −ε/σ */
export const noiseToScore: Conversion = /* @__PURE__ */ pair("noise", "score");
/** x₀ = (x − σ ε)/α */
export const noiseToData: Conversion = /* @__PURE__ */ pair("noise", "data");
/** α ε − σ x₀, from ε */
export const noiseToVPrediction: Conversion = /* @__PURE__ */ pair("noise", "vPrediction");
/** v = (σ̇/σ) x + (α̇ − ασ̇/σ) x₀ */
export const dataToVelocity: Conversion = /* @__PURE__ */ pair("data", "velocity");
/** s = (α x₀ − x)/σ² */
export const dataToScore: Conversion = /* @__PURE__ */ pair("data", "score");
/** ε = (x − α x₀)/σ */
export const dataToNoise: Conversion = /* @__PURE__ */ pair("data", "noise");
/** α ε − σ x₀, from x₀ */
export const dataToVPrediction: Conversion = /* @__PURE__ */ pair("data", "vPrediction");
/** v from α ε − σ x₀ */
export const vPredictionToVelocity: Conversion = /* @__PURE__ */ pair("vPrediction", "velocity");
/** s from α ε − σ x₀ */
export const vPredictionToScore: Conversion = /* @__PURE__ */ pair("vPrediction", "score");
/** ε = (σ x + α y)/(α² + σ²) */
export const vPredictionToNoise: Conversion = /* @__PURE__ */ pair("vPrediction", "noise");
/** x₀ = (α x − σ y)/(α² + σ²) */
export const vPredictionToData: Conversion = /* @__PURE__ */ pair("vPrediction", "data");

function nameOf(from: string, to: string): string {
  return `${from}To${String(to).charAt(0).toUpperCase()}${String(to).slice(1)}`;
}

function checkPoints(caller: string, y: Tensor, x: Tensor, t: Numeric): void {
  for (const [name, value] of Object.entries({ prediction: y, x }))
    if (!(value instanceof Tensor))
      throw new OptionError(
        `${caller}: the ${name} must be a Tensor, got ${typeof value}. Pass (y, { x, t, schedule }).`,
      );
  if (!sameShape(y.shape, x.shape))
    throw new ShapeError(
      `${caller}: the prediction must have the shape of its points ${showShape(x.shape)}, got ${showShape(y.shape)}. Pass the points at which it was made.`,
    );
  if (typeof t !== "number" && !sameShape(t.shape, x.shape.slice(0, t.shape.length)))
    throw new ShapeError(
      `${caller}: t must have the shape of the batch, the first axes of x, got ${showShape(t.shape)} for ${showShape(x.shape)}. Pass one time for each row.`,
    );
}

/** A factor of batch shape, with an axis of size 1 for each event axis. */
function spread(factor: Numeric, x: Tensor): Numeric {
  if (typeof factor === "number" || factor.shape.length === 0) return factor;
  return reshape(factor, [
    ...factor.shape,
    ...new Array<number>(x.shape.length - factor.shape.length).fill(1),
  ]);
}

// On numbers in double precision; 0 and ±1 are not multiplied with, so that 0 · ∞ does not arise.
function times(p: Numeric, q: Numeric): Numeric {
  for (const [fixed, other] of [[p, q], [q, p]] as const) {
    if (fixed === 0) return 0;
    if (fixed === 1) return other;
    if (fixed === -1) return negative(other);
  } // biome-ignore format: a table
  return typeof p === "number" && typeof q === "number" ? p * q : mul(p, q);
}

function minus(p: Numeric, q: Numeric): Numeric {
  if (q === 0) return p;
  if (p === 0) return negative(q);
  return typeof p === "number" && typeof q === "number" ? p - q : sub(p, q);
}

function quotient(p: Numeric, q: Numeric): Numeric {
  return typeof p === "number" && typeof q === "number" ? p / q : div(p, q);
}

function whereFinite(b: Numeric, plain: Numeric, otherwise: Numeric): Numeric {
  if (typeof b === "number") return Number.isFinite(b) ? plain : otherwise;
  return where(isFinite(b), plain, otherwise);
}

function negative(p: Numeric): Numeric {
  return typeof p === "number" ? -p : neg(p);
}
