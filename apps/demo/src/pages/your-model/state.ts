import { kindField, mostGuidance, mostKinds } from "../../session/kinds.js";
import { activationNames, backendNames, pathNames, sourceNames } from "../../session/settings.js";
import { choice, flag, integer, real } from "../../url-state/field.js";
import type { StateOf } from "../../url-state/state.js";
import { odeSolverNames, type UseSettings } from "../../your-model/protocol.js";

/** All that the page's address can say. Files are not in it. */
export const yourModelFields = {
  activation: choice(activationNames, "silu"),
  path: choice(pathNames, "linear"),
  source: choice(sourceNames, "normal"),
  solver: choice(odeSolverNames, "rk4"),
  steps: integer({ initial: 24, min: 1, max: 200 }),
  particles: integer({ initial: 2000, min: 500, max: 5000 }),
  seed: integer({ initial: 0, min: 0, max: 999_999 }),
  backend: choice(backendNames, "auto"),
  samples: flag(false),
  motion: flag(true),
  ways: flag(false),
  arrows: flag(false),
  density: flag(true),
  kind: kindField({ initial: 0, most: mostKinds }),
  guidance: real({ initial: 1, min: 0, max: mostGuidance }),
};

/** The state of the page. */
export type YourModelState = StateOf<typeof yourModelFields>;

/** The part of it that the worker needs. */
export const useOf = (state: YourModelState): UseSettings => {
  const { steps, activation, path, source, solver, particles, seed, density, kind, guidance } = state;
  return { activation, path, source, solver, solverSteps: steps, particles, seed, density, kind, guidance };
};
