import { useEffect } from "preact/hooks";
import type { ChosenBackend } from "../session/chosen-backend.js";
import type { BackendChoice, BackendName } from "../session/settings.js";
import { useAfterFirst } from "../url-state/after-first.js";

/** What computes on a backend, and may have to take another one. */
interface Computing {
  readonly fallback: ChosenBackend["fallback"];
  switchBackend(backend: BackendChoice): void;
}

/** The menu of backends and what computes follow each other: what took the place of a choice is chosen from then on. */
export const useBackend = (
  session: Computing,
  { backend }: { readonly backend: BackendChoice },
  change: (some: { readonly backend: BackendName }) => void,
): void => {
  const fallback = session.fallback.value;
  useAfterFirst(() => session.switchBackend(backend), [backend]);
  useEffect(() => {
    if (fallback) change({ backend: fallback });
  }, [fallback]);
};
