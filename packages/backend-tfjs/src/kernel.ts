import type { GraphNode, PrimitiveName } from "@nami/tensor-backend";
import type { Scope } from "./scope.js";
import type { Value } from "./tfjs.js";

/**
 * Computes one primitive on a device.
 *
 * Inputs are borrowed. What it makes belongs to the scope, and the result may also be an input, which is then shared.
 * Neither inputs nor the result are empty: values without elements never reach a kernel.
 */
export type Kernel<P extends PrimitiveName> = (scope: Scope, node: GraphNode<P>, ...inputs: Value[]) => Value;

/** A kernel for every primitive: one left out does not compile. */
export type KernelTable = { readonly [P in PrimitiveName]: Kernel<P> };

/** Kernels that a device has of its own. */
export type Overrides = Partial<KernelTable>;

/** Any kernel of a node that needs nothing but its inputs. */
export type PlainKernel = (scope: Scope, node: unknown, ...inputs: Value[]) => Value;
