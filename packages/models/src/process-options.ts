import type {
  DecodeOptions,
  EncodeOptions,
  LogProbOptions,
  SampleOptions,
  TrajectoryOptions,
} from "./flow-process.js";
import type { TracedOptions } from "./traced-process.js";

/** All options of a record, for checks; the compiler finds one that is left out. */
type Known<Options> = { readonly [Name in keyof Options]-?: true };

/** Of `traced.sample`. */
export const tracedSampleOptions: Known<TracedOptions<SampleOptions>> = { key: true };
/** Of `traced.logProb`. */
export const tracedLogProbOptions: Known<TracedOptions<LogProbOptions>> = {
  divergence: true,
  key: true,
  probesAlong: true,
};
/** Of `traced.encode`. */
export const tracedEncodeOptions: Known<TracedOptions<EncodeOptions>> = { to: true, key: true };
/** Of `traced.decode`. */
export const tracedDecodeOptions: Known<TracedOptions<DecodeOptions>> = { from: true, key: true };

/** Of `sample`. */
export const sampleOptions: Known<SampleOptions> = { ...tracedSampleOptions, signal: true };
/** Of `logProb`. */
export const logProbOptions: Known<LogProbOptions> = { ...tracedLogProbOptions, signal: true };
/** Of `encode`. */
export const encodeOptions: Known<EncodeOptions> = { ...tracedEncodeOptions, signal: true };
/** Of `decode`. */
export const decodeOptions: Known<DecodeOptions> = { ...tracedDecodeOptions, signal: true };
/** Of `trajectory`. */
export const trajectoryOptions: Known<TrajectoryOptions> = { ...sampleOptions, times: true };
