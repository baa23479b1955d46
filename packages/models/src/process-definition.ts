import type { Distribution } from "@nami/distributions";
import type { DivergenceEstimator } from "@nami/divergence";
import { CapabilityError, OptionError } from "@nami/errors";
import type { OdeMethod } from "@nami/solvers";
import type { Tensor, TensorBackend } from "@nami/tensor-backend";
import type { Carrier } from "./carrier.js";
import type { DensityOptions } from "./flow-dynamics.js";
import type { FlowProcess } from "./flow-process.js";
import type { Model } from "./model.js";
import type { OutputTransform } from "./output-transform.js";

/** What a process is: how its points travel, and the flow that its log-densities follow. */
export interface ProcessDefinition {
  /** Whose errors they are. */
  readonly name: string;
  readonly base: Distribution;
  readonly backend: TensorBackend;
  /** Time at the noise end. */
  readonly t0: number;
  /** Time at the data end. */
  readonly t1: number;
  /** From noise to data. */
  readonly carrier: Carrier;
  /** From data to noise; default: the same. */
  readonly encoder?: Carrier | undefined;
  /** The velocity whose flow has the same marginals. */
  readonly velocity: Model;
  /** What solves that flow, if anything does. */
  readonly odeSolver: OdeMethod | undefined;
  /** What its points go through last. */
  readonly output?: OutputTransform | undefined;
}

/** A definition with its condition. */
export interface BoundDefinition {
  readonly definition: ProcessDefinition;
  readonly condition: Tensor | undefined;
}

const definitions = new WeakMap<FlowProcess, BoundDefinition>();

/** Remembers what a process was made of. */
export function remember(process: FlowProcess, bound: BoundDefinition): FlowProcess {
  definitions.set(process, bound);
  return process;
}

/** @throws CapabilityError when a process is not one of this package, or has an output transform */
export function definitionOf(caller: string, process: FlowProcess): BoundDefinition {
  const found = definitions.get(process);
  if (found) return found;
  throw new CapabilityError(
    `${caller}: the process must be one of this package without an output transform, got another. Leave out output, or use traced.logProb.`,
  );
}

/** The error of a stochastic divergence without a key. */
export function needsKey(caller: string, { name }: DivergenceEstimator): OptionError {
  return new OptionError(
    `${caller}: ${name} needs a key for its probes, got none. Pass { divergence, key }.`,
  );
}

/** The error of what follows the ODE, where nothing solves that. */
export function needsOdeSolver(caller: string, process: string, what = "log-densities"): OptionError {
  return new OptionError(
    `${caller}: ${what} follow the ODE of the process, got no method for it. Pass ${process}({ odeSolver: dopri5({ rtol: 1e-5, atol: 1e-5 }), … }).`,
  );
}

/**
 * As many stretches of the way as the solver has steps, for probes that are drawn anew; undefined for fixed ones.
 *
 * @throws OptionError when the option is unknown, or the solver chooses its steps
 */
export function stretchesOf(
  caller: string,
  choice: "fixed" | "resampled" | undefined,
  { stepping }: OdeMethod,
  span: { readonly from: number; readonly to: number },
): DensityOptions["along"] {
  if (choice === undefined || choice === "fixed") return undefined;
  if (choice !== "resampled")
    throw new OptionError(
      `${caller}: probesAlong must be "fixed" or "resampled", got "${String(choice)}". Pass one of the two.`,
    );
  if (stepping.steps === undefined)
    throw new OptionError(
      `${caller}: resampled probes need a solver with fixed steps, got one that controls its error, which they would be part of. Pass for example rk4({ steps: 50 }).`,
    );
  return { from: span.from, to: span.to, count: stepping.steps };
}
