export {
  type BrownianIncrement,
  type BrownianOptions,
  type BrownianTree,
  brownianTree,
} from "./brownian-tree.js";
export { foldIn, type Key, key, split } from "./key.js";
export { normal } from "./normal.js";
export { type NormalDraws, normalDraws } from "./normal-draws.js";
export { type PermutationOptions, permutation, permutationAt } from "./permutation.js";
export { philox4x32 } from "./philox.js";
export { rademacher } from "./rademacher.js";
export { type RandintOptions, randint } from "./randint.js";
export type { FloatDType, FloatOptions, RowOptions } from "./rows.js";
export { type UniformOptions, uniform } from "./uniform.js";
