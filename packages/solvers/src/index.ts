export type { AdaptiveOptions } from "./adaptive-steps.js";
export { adaptiveMethod } from "./adaptive-steps.js";
export { type ControllerOptions, iController, type StepController } from "./controller.js";
export { denseOutput } from "./dense-output.js";
export * from "./diffusion/index.js";
export { type Direction, type EventOptions, event, type SolveEvent } from "./event.js";
export type { FixedOptions } from "./fixed-steps.js";
export { fixedMethod } from "./fixed-steps.js";
export type { Solution } from "./integrate.js";
export { bosh3 } from "./methods/bosh3.js";
export { dop853 } from "./methods/dop853.js";
export { dopri5 } from "./methods/dopri5.js";
export { euler } from "./methods/euler.js";
export { heun } from "./methods/heun.js";
export { midpoint } from "./methods/midpoint.js";
export { ralston } from "./methods/ralston.js";
export { rk4 } from "./methods/rk4.js";
export { tsit5 } from "./methods/tsit5.js";
export type { SolveOptions, StoppableOptions, StopSignal } from "./options.js";
export type { OdeMethod, Pacer, StepClock, Stepping } from "./pacer.js";
export { type PiOptions, piController } from "./pi-controller.js";
export { type RowSpace, type RowSpaceOptions, type RowsDerivative, rowSpace } from "./row-space.js";
export type { StepFormula } from "./runge-kutta.js";
export type { Saved } from "./save.js";
export * from "./sde/index.js";
export { type SpaceOptions, solve } from "./solve.js";
export { type Status, worstStatus } from "./status.js";
export type { Measure, Step, StepAlgebra, StepResult, Tolerance } from "./step.js";
export type { Bump, ButcherTable, EmbeddedTable } from "./table.js";
export type { AcceptedStep, Stats } from "./task.js";
export type {
  Awaitable,
  Clock,
  Derivative,
  NextStep,
  Program,
  StepOutput,
  VectorSpace,
} from "./vector-space.js";
export type { Occurrence, Watch, Watcher } from "./watch.js";
