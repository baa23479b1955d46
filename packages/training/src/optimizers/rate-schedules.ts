import { checkOptions, OptionError } from "@nami/errors";
import { checkRateNumber, checkSteps, type RateSchedule, rateSchedule } from "./rate-schedule.js";

/** Options of {@link cosineDecay}. */
export interface CosineDecayOptions {
  /** Step size η of the first step. */
  readonly learningRate: number;
  /** After how many steps the final one is reached. */
  readonly steps: number;
  /** Step size η_f from then on. Default 0. */
  readonly final?: number;
}

/**
 * Half a cosine from η at step 1 down to η_f at step N + 1, where it stays:
 * η_f + (η − η_f)(1 + cos(π min(n − 1, N)/N))/2.
 *
 * @throws OptionError for rates that are negative or not finite, or a count of steps that is no positive integer
 * @example cosineDecay({ learningRate: 1e-3, steps: 1000 })(501); // 5e-4
 * @see Loshchilov and Hutter 2017, https://arxiv.org/abs/1608.03983, equation 5; torch's CosineAnnealingLR up to step N + 1
 */
export function cosineDecay(options: CosineDecayOptions): RateSchedule {
  checkOptions<CosineDecayOptions>("cosineDecay", options, { learningRate: true, steps: true, final: true });
  const { learningRate, steps, final = 0 } = options;
  checkRateNumber("cosineDecay", "learningRate", learningRate);
  checkRateNumber("cosineDecay", "final", final);
  checkSteps("cosineDecay", "steps", steps);
  return rateSchedule((step, m) => {
    const angle = m.mul(m.minimum(m.sub(step, 1), steps), Math.PI / steps);
    return m.add(final, m.mul((learningRate - final) / 2, m.add(1, m.cos(angle))));
  });
}

/** Options of {@link stepDecay}. */
export interface StepDecayOptions {
  /** Step size η of the first steps. */
  readonly learningRate: number;
  /** How many steps are taken with each size. */
  readonly every: number;
  /** Factor γ in (0, 1] from one size to the next. Default 0.1. */
  readonly factor?: number;
}

/**
 * A stair: η γ^⌊(n − 1)/every⌋.
 *
 * @throws OptionError for a rate that is negative or not finite, a count that is no positive integer, or a factor outside (0, 1]
 * @example stepDecay({ learningRate: 0.1, every: 100 })(101); // 0.01
 * @see torch.optim.lr_scheduler.StepLR
 */
export function stepDecay(options: StepDecayOptions): RateSchedule {
  checkOptions<StepDecayOptions>("stepDecay", options, { learningRate: true, every: true, factor: true });
  const { learningRate, every, factor = 0.1 } = options;
  checkRateNumber("stepDecay", "learningRate", learningRate);
  checkSteps("stepDecay", "every", every);
  if (!(factor > 0 && factor <= 1))
    throw new OptionError(`stepDecay: factor must be in (0, 1], got ${factor}. Pass 0.1.`);
  // Half a step beyond the edge, so that a quotient rounded down does not linger on the stair before.
  return rateSchedule((step, m) =>
    m.mul(learningRate, m.power(factor, m.floor(m.div(m.sub(step, 0.5), every)))),
  );
}

/** Options of {@link warmup}. */
export interface WarmupOptions {
  /** How many steps W it takes. */
  readonly steps: number;
  /** The step size after it, or a schedule that begins at its end. */
  readonly learningRate: number | RateSchedule;
}

/**
 * A straight rise from η/W at step 1 to η at step W; a schedule for η takes its own first step at step W:
 * min(n/W, 1) η(max(n − W + 1, 1)).
 *
 * @throws OptionError for a rate that is negative or not finite, or a count of steps that is no positive integer
 * @example warmup({ steps: 100, learningRate: cosineDecay({ learningRate: 1e-3, steps: 900 }) });
 * @see Goyal et al. 2017, https://arxiv.org/abs/1706.02677, section 2.2
 */
export function warmup(options: WarmupOptions): RateSchedule {
  checkOptions<WarmupOptions>("warmup", options, { steps: true, learningRate: true });
  const { steps, learningRate } = options;
  checkSteps("warmup", "steps", steps);
  if (typeof learningRate !== "function") checkRateNumber("warmup", "learningRate", learningRate);
  return rateSchedule((step, m) => {
    const rise = m.minimum(m.div(step, steps), 1);
    if (typeof learningRate === "number") return m.mul(rise, learningRate);
    return m.mul(rise, m.at(learningRate, m.maximum(m.sub(step, steps - 1), 1)));
  });
}
