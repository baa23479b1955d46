import type { ToyName } from "./settings.js";

/** Options of toys that the site draws at another scale than their own: what a standard normal source can reach. */
export const toyOptions: Readonly<Partial<Record<ToyName, Readonly<Record<string, number>>>>> = {
  eightGaussians: { radius: 2, std: 0.3 },
  checkerboard: { halfWidth: 2.5 },
};

/** Rows that are drawn to learn from. */
export const learnedRows = 16_384;
