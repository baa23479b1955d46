import type { BackendName } from "../session/settings.js";

/** Workers that may compute at a time: one core is the page's, and what paints it. */
const places = Math.max(1, navigator.hardwareConcurrency - 1);
const onGpu: ReadonlySet<BackendName> = new Set(["webgl", "webgpu"]);

/** Runs a piece of work, of a tenth of a second or so. */
export type RunPiece = <R>(work: () => Promise<R>) => Promise<R>;

/**
 * Has workers of the site that compute on the processor take turns where there are no more than two cores: else two of
 * them, of both sides of a comparison, leave the page waiting for its own.
 */
export const inTurnOn = (backend: BackendName): RunPiece => {
  // A site has locks where it is secure.
  const alone = places > 1 || onGpu.has(backend) || !("locks" in navigator);
  return alone ? (work) => work() : async (work) => await navigator.locks.request("nami: a core", work);
};
