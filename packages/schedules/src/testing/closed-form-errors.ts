import type { Schedule } from "../index.js";

/**
 * How far each function of a schedule is from its definition in terms of α, σ, α̇ and σ̇: the largest relative
 * deviation over some times, or absolute where the value is below 1.
 */
export function closedFormErrors(s: Schedule, times: readonly number[]): Readonly<Record<string, number>> {
  const worst = (found: (t: number) => number, meant: (t: number) => number): number =>
    Math.max(...times.map((t) => Math.abs(found(t) - meant(t)) / Math.max(1, Math.abs(meant(t)))));
  return {
    sigmaSigmaDot: worst(s.sigmaSigmaDot, (t) => s.sigma(t) * s.sigmaDot(t)),
    drift: worst(s.drift, (t) => s.alphaDot(t) / s.alpha(t)),
    diffusion: worst(
      (t) => s.diffusion(t) ** 2,
      (t) => (2 * s.sigma(t) * (s.alpha(t) * s.sigmaDot(t) - s.alphaDot(t) * s.sigma(t))) / s.alpha(t),
    ),
    snr: worst(s.snr, (t) => s.alpha(t) ** 2 / s.sigma(t) ** 2),
    logSnr: worst(s.logSnr, (t) => Math.log(s.alpha(t) ** 2 / s.sigma(t) ** 2)),
  };
}
