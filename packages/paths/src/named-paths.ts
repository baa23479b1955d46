import { cosineSchedule, linearSchedule } from "@nami/schedules";
import { type Path, path } from "./path.js";

/**
 * The straight path: x_t = (1 − t) target + t source, u_t = source − target.
 *
 * @see Liu et al., Flow straight and fast (2023), with time reversed
 */
export function linearPath(): Path {
  return path({ schedule: linearSchedule() });
}

/**
 * The quarter circle: x_t = cos(πt/2) target + sin(πt/2) source, which keeps the variance of normalized data.
 *
 * @see Albergo, Vanden-Eijnden, Building normalizing flows with stochastic interpolants (2023)
 */
export function cosinePath(): Path {
  return path({ schedule: cosineSchedule() });
}
