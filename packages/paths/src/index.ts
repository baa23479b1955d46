export { type Coupling, independentCoupling, type Pairs } from "./coupling.js";
export { cosinePath, linearPath } from "./named-paths.js";
export { type Path, type PathArguments, type PathOptions, type PathSample, path } from "./path.js";
export { reverseTime } from "./reverse-time.js";
