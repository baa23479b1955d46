export { brownianTree, type Key, key, normalDraws } from "@nami/random";
export type { Elementwise } from "./algebra.js";
export type { Buffer, Program, ScanInput, ScanProgram, TensorBackend } from "./backend.js";
export { breather, pause } from "./breather.js";
export { type BufferLedger, bufferLedger } from "./buffer-ledger.js";
export { type Compiled, type CompileOptions, compile, type Fed } from "./compile.js";
export {
  type ArrayOf,
  allocate,
  convert,
  type DType,
  epsilonOf,
  type FloatDType,
  isFloat,
  type TypedArray,
} from "./dtype.js";
export { type EvaluateOptions, evaluate, toDevice } from "./evaluate.js";
export type { Draw, Feed, KeyRecipe } from "./feed.js";
export { checkInputs, type Graph, type GraphNode, lastUses, type ValueType, valueType } from "./graph.js";
export { foldIn, isKey, type Keys, split } from "./keys.js";
export { isTraced, onHost } from "./on-host.js";
export { elu, gelu, relu, selu, silu } from "./ops/activation.js";
export { type ConvolutionOptions, conv2d, meanPool2d, upsample2d } from "./ops/convolution.js";
export { arange, full, linspace, ones, zeros } from "./ops/create.js";
export {
  abs,
  add,
  cast,
  cos,
  div,
  equal,
  erf,
  exp,
  expm1,
  floor,
  greater,
  greaterEqual,
  isFinite,
  less,
  lessEqual,
  log,
  log1p,
  logicalAnd,
  logicalNot,
  logicalOr,
  maximum,
  minimum,
  mul,
  neg,
  notEqual,
  pow,
  rsqrt,
  sigmoid,
  sign,
  sin,
  softplus,
  sqrt,
  square,
  stopGradient,
  sub,
  tanh,
  where,
} from "./ops/elementwise.js";
export { gather, scatterAdd } from "./ops/indexing.js";
export { dot, matmul, matrixTranspose } from "./ops/linear.js";
export { cumsum, logSumExp, max, mean, min, type Reduction, softmax, sum } from "./ops/reduction.js";
export {
  broadcastTo,
  concat,
  expandDims,
  pad,
  reshape,
  reverse,
  slice,
  splitAxis,
  squeeze,
  stack,
  transpose,
} from "./ops/shaping.js";
export type {
  Attributes,
  BinaryName,
  ComparisonName,
  ConvolutionWindow,
  None,
  PrimitiveName,
  UnaryName,
} from "./primitives.js";
export {
  type DrawOptions,
  type FloatDrawOptions,
  normal,
  permutation,
  rademacher,
  randint,
  uniform,
} from "./random-tensors.js";
export {
  type ReferenceBackend,
  type ReferenceOptions,
  referenceBackend,
} from "./reference/reference-backend.js";
export { type SplitGraph, splitRows } from "./rows/split-rows.js";
export { type Scan, type ScanOptions, scan } from "./scan.js";
export { broadcastShapes, type Shape, sameShape, showShape, sizeOf, stridesOf } from "./shape.js";
export { stepAlgebra, type TensorStepAlgebra } from "./spaces/algebra.js";
export { type GraphNoise, graphNoise } from "./spaces/graph-noise.js";
export { type GraphSpace, graphSpace } from "./spaces/graph-space.js";
export {
  type SolveCotangents,
  type SolvedSteps,
  type SolvePullback,
  type SolvePullbackOptions,
  solvePullback,
} from "./spaces/solve-pullback.js";
export { type TensorSpace, type TensorSpaceOptions, tensorSpace } from "./spaces/tensor-space.js";
export { fromHost, type NestedArray, type Numeric, Tensor, tensor } from "./tensor.js";
export { flattenArguments, type LoweredGraph } from "./trace.js";
export { traceGraph } from "./trace-graph.js";
export { grad, jvp, valueAndGrad, vjp } from "./transforms.js";
export { type Flattened, type Tree, treeDispose, treeLeaves, treeMap } from "./tree.js";
