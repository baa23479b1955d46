export type { CsvOptions, CsvTable } from "./csv/read-csv.js";
export { readCsv } from "./csv/read-csv.js";
export { type NpyArray, readNpy } from "./npy/read-npy.js";
export { type NpySource, writeNpy } from "./npy/write-npy.js";
export { type CheckerboardOptions, checkerboard } from "./toys/checkerboard.js";
export { type CirclesOptions, circles, rings } from "./toys/circles.js";
export {
  type ConditionalClustersOptions,
  type ConditionalToy,
  conditionalClusters,
} from "./toys/conditional-clusters.js";
export { type EightGaussiansOptions, eightGaussians } from "./toys/eight-gaussians.js";
export { type MoonsOptions, moons } from "./toys/moons.js";
export { pinwheel } from "./toys/pinwheel.js";
export { type SpiralsOptions, spirals } from "./toys/spirals.js";
export { type SwissRollOptions, swissRoll } from "./toys/swiss-roll.js";
export type { DensityToy, MixtureToy, Toy, ToyMixture, ToySampleOptions } from "./toys/toy.js";
