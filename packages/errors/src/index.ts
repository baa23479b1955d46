export { checkOptions } from "./check-options.js";
export {
  CapabilityError,
  DataError,
  type ErrorCode,
  NamiError,
  OptionError,
  ShapeError,
  SolveError,
} from "./kinds.js";
export { nearestWord } from "./nearest-word.js";
