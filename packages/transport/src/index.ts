export { type Assignment, assign, type CostShape } from "./assign.js";
export { type PointOptions, squaredDistances } from "./squared-distances.js";
