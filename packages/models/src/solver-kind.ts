import { OptionError } from "@nami/errors";
import type { DiffusionMethod, OdeMethod, SdeMethod } from "@nami/solvers";

/** A solver with what it makes of a process. */
export type SolverKind =
  | { readonly kind: "ode"; readonly method: OdeMethod }
  | { readonly kind: "sde"; readonly method: SdeMethod }
  | { readonly kind: "sampler"; readonly method: DiffusionMethod };

/**
 * What a solver is.
 *
 * @throws OptionError when it is none, or of a kind that the caller has no use for
 */
export function solverKind(
  caller: string,
  solver: unknown,
  kinds: readonly SolverKind["kind"][] = ["ode", "sde", "sampler"],
): SolverKind {
  const found = kindOf(solver);
  if (found && kinds.includes(found.kind)) return found;
  const examples = {
    ode: "dopri5({ rtol: 1e-5, atol: 1e-5 })",
    sde: "eulerMaruyama({ steps: 500 })",
    sampler: "ddim()",
  };
  throw new OptionError(
    `${caller}: solver must be one of these kinds: ${kinds.join(", ")}, got ${found?.kind ?? typeof solver}. Pass for example ${kinds.map((kind) => examples[kind]).join(" or ")}.`,
  );
}

function kindOf(solver: unknown): SolverKind | undefined {
  const method = (solver ?? {}) as Partial<OdeMethod & SdeMethod & DiffusionMethod>;
  if (method.stepping) return { kind: "ode", method: solver as OdeMethod };
  if (typeof method.plan === "function") return { kind: "sampler", method: solver as DiffusionMethod };
  if (typeof method.step === "function") return { kind: "sde", method: solver as SdeMethod };
  return undefined;
}
