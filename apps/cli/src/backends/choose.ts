import { CapabilityError } from "@nami/errors";
import type { TensorBackend } from "@nami/tensor-backend";
import { tryBackend } from "./probe.js";
import { autoOrder, backendEntry } from "./registry.js";

/** A backend that has run a program, under the name of the registry. */
export interface ChosenBackend {
  readonly name: string;
  readonly backend: TensorBackend;
}

/**
 * The backend of a name, tried before it is given out, so that a missing package shows before a long run.
 *
 * @param name from the registry, or `auto` for the first of {@link autoOrder} that runs
 * @throws CapabilityError when it does not run here, saying what to install
 * @throws OptionError for a name that is not known
 */
export const chooseBackend = async (name: string): Promise<ChosenBackend> => {
  if (name !== "auto") {
    const backend = backendEntry(name).make();
    await tryBackend(backend);
    return { name, backend };
  }
  const reasons: unknown[] = [];
  for (const candidate of autoOrder) {
    const backend = backendEntry(candidate).make();
    try {
      await tryBackend(backend);
      return { name: candidate, backend };
    } catch (error) {
      reasons.push(error);
    }
  }
  throw new CapabilityError(
    `backend: auto must find one of ${autoOrder.join(", ")}, got none that runs. See nami backends.`,
    { cause: new AggregateError(reasons) },
  );
};
