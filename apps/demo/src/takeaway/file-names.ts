import type { Target } from "../session/settings.js";

/** What a file is called after: the toy, or what the visitor made. */
export const nameOfTarget = (target: Target): string =>
  target.kind === "toy" ? target.name : target.kind === "mixture" ? "mixture" : "points";

/** The rows that a flow learns from: config and program read them under this name where no toy draws them. */
export const dataFile = (target: Target): string => `nami-${nameOfTarget(target)}-data.npy`;

/** The kind of each of these rows, where kinds are learned. */
export const labelsFile = (target: Target): string => `nami-${nameOfTarget(target)}-labels.npy`;
