export { type Assignment, assign } from "./assign.js";
export type { CostShape } from "./check-costs.js";
export { type SinkhornOptions, type SinkhornPlan, sinkhorn } from "./sinkhorn.js";
export { type PointOptions, squaredDistances } from "./squared-distances.js";
export { type StableMatching, stableMatching } from "./stable-matching.js";
