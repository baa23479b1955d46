import { CapabilityError, checkOptions, DataError, OptionError } from "@nami/errors";
import {
  add, div, evaluate, log1p, mul, neg, softplus, sub, sum, type Tensor, type TensorBackend, tanh, zeros,
} from "@nami/tensor-backend"; // biome-ignore format: a list
import type { FlowProcess } from "./flow-process.js";
import type { TracedProcess } from "./traced-process.js";

/** An elementwise function that what a process makes goes through last, y = f(x). */
export interface OutputTransform {
  /** For error messages. */
  readonly name: string;
  /** f */
  readonly forward: (x: Tensor) => Tensor;
  /** f⁻¹; without it there are samples only. */
  readonly inverse?: (y: Tensor) => Tensor;
  /** ln |f′(x)|, in the shape of x. */
  readonly logSlope?: (x: Tensor) => Tensor;
}

/** y = tanh x, into (−1, 1): ln f′ = 2(ln 2 − x − softplus(−2x)). */
export function tanhOutput(): OutputTransform {
  return Object.freeze<OutputTransform>({
    name: "tanh",
    forward: tanh,
    inverse: (y) => mul(sub(log1p(y), log1p(neg(y))), 0.5),
    logSlope: (x) => mul(sub(sub(Math.LN2, x), softplus(mul(x, -2))), 2),
  });
}

/**
 * y = scale · x + shift.
 *
 * @throws OptionError when the scale is 0 or either is not finite
 */
export function affineOutput(options: { readonly scale?: number; readonly shift?: number }): OutputTransform {
  checkOptions("affineOutput", options, { scale: true, shift: true });
  const { scale = 1, shift = 0 } = options;
  if (!(Number.isFinite(scale) && scale !== 0 && Number.isFinite(shift)))
    throw new OptionError(
      `affineOutput: scale and shift must be finite and scale not 0, got ${scale} and ${shift}. Pass for example { scale: 2, shift: 1 }.`,
    );
  return Object.freeze<OutputTransform>({
    name: "affine",
    forward: (x) => add(mul(x, scale), shift),
    inverse: (y) => div(sub(y, shift), scale),
    logSlope: (x) => add(zeros(x.shape, x.dtype), Math.log(Math.abs(scale))),
  });
}

/**
 * A process whose points go through an output transform: ln p(y) = ln p(x) − Σ ln |f′(x)| at x = f⁻¹(y).
 *
 * Noise, and points that `encode` and `decode` have at times between, stay as they are.
 */
export function transformOutput(
  process: FlowProcess,
  { name, forward, inverse, logSlope }: OutputTransform,
  { backend, eventNdim }: { readonly backend: TensorBackend; readonly eventNdim: number },
): FlowProcess {
  const run = <T>(tree: T): Promise<T> => evaluate(tree, { backend });
  const missing = (caller: string): CapabilityError =>
    new CapabilityError(
      `${caller}: the output transform must have an inverse and a logSlope, got "${name}" without. Pass both, or draw samples only.`,
    );
  const axis = Array.from({ length: eventNdim }, (_, i) => i - eventNdim);
  const logDeterminant = (caller: string, x: Tensor): Tensor => {
    if (!logSlope) throw missing(caller);
    return eventNdim ? sum(logSlope(x), { axis }) : logSlope(x);
  };
  const inverseOf = (caller: string, y: Tensor): Tensor => {
    if (!inverse) throw missing(caller);
    return inverse(y);
  };
  const back = async (caller: string, y: Tensor): Promise<Tensor> => {
    const x = await run(inverseOf(caller, y));
    const bad = (await x.data()).findIndex((value) => !Number.isFinite(value));
    if (bad < 0) return x;
    const given = await (await run(y)).data();
    throw new DataError(
      `${caller}: points must be in the range of the output transform "${name}", got ${given[bad]}. ${Number.isFinite(given[bad]) ? "Keep them off its ends, for example by dequantize or a factor of 0.999" : "Remove the point"}.`,
    );
  };
  const estimateLogProb: FlowProcess["estimateLogProb"] = async (y, options) => {
    const x = await back("logProb", y);
    const logSlopes = logDeterminant("logProb", x);
    const estimate = await process.estimateLogProb(x, options);
    return { ...estimate, logProb: await run(sub(estimate.logProb, logSlopes)) };
  };
  const { traced } = process;
  return Object.freeze<FlowProcess>({
    traced: Object.freeze<TracedProcess>({
      sample: (shape, options) => forward(traced.sample(shape, options)),
      logProb: (y, options) => {
        const x = inverseOf("logProb", y);
        return sub(traced.logProb(x, options), logDeterminant("logProb", x));
      },
      sampleWithLogProb: (shape, options) => {
        const { x, logProb } = traced.sampleWithLogProb(shape, options);
        return { x: forward(x), logProb: sub(logProb, logDeterminant("sampleWithLogProb", x)) };
      },
      encode: (y, options) => traced.encode(inverseOf("encode", y), options),
      decode: (noise, options) => forward(traced.decode(noise, options)),
    }),
    estimateLogProb,
    sample: async (shape, options) => run(forward(await process.sample(shape, options))),
    sampleWithStats: async (shape, options) => {
      const report = await process.sampleWithStats(shape, options);
      return { ...report, x: await run(forward(report.x)) };
    },
    logProb: async (y, options) => (await estimateLogProb(y, options)).logProb,
    sampleWithLogProb: async (shape, options) => {
      const { x, logProb } = await process.sampleWithLogProb(shape, options);
      return run({ x: forward(x), logProb: sub(logProb, logDeterminant("sampleWithLogProb", x)) });
    },
    encode: async (y, options) => process.encode(await back("encode", y), options),
    decode: async (noise, options) => run(forward(await process.decode(noise, options))),
    trajectory: async (shape, options) => {
      const { t, x } = await process.trajectory(shape, options);
      return { t, x: await run(forward(x)) };
    },
  });
}
