export { type Bound, type BoundOverrides, type BoundTable, type StatedBound, usualBounds } from "./bounds.js";
export type { Allowances } from "./candidate.js";
export { type CaseOptions, type ConformanceCase, conformanceCases } from "./conformance-case.js";
export { type DescribeOptions, describeBackend, type TestFunction } from "./describe-backend.js";
export type { Level } from "./specimen.js";
