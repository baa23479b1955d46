import { spawnSync } from "node:child_process";

/** Processors whose kernels OpenBLAS can be told to take, besides the ones that it takes by itself. */
const processors = ["Haswell", "SkylakeX", "Cooperlake", "Zen"] as const;

/** Kernels must be this many times faster to be taken in place of OpenBLAS' own choice. */
const worthwhile = 1.15;

/**
 * Which processor's kernels OpenBLAS multiplies fastest by, or undefined for its own choice. A build that does not
 * know a newer processor falls back to those of 2004, five times slower.
 *
 * @param program computes a product and prints its seconds; where it ends with an error, the kernels are not for
 *   this processor
 */
export function blasKernels(program: readonly [command: string, ...args: string[]]): string | undefined {
  const [command, ...args] = program;
  const secondsBy = (kernels?: string): number => {
    const env = { ...process.env, ...(kernels !== undefined && { OPENBLAS_CORETYPE: kernels }) };
    const { status, stdout } = spawnSync(command, args, { env, encoding: "utf8" });
    return status === 0 ? Number(stdout) : Number.POSITIVE_INFINITY;
  };
  const own = secondsBy();
  if (own === Number.POSITIVE_INFINITY) return undefined; // not installed
  const [best] = processors
    .map((kernels) => ({ kernels, seconds: secondsBy(kernels) }))
    .sort((a, b) => a.seconds - b.seconds);
  return own > worthwhile * best!.seconds ? best!.kernels : undefined;
}
