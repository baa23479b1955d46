import type { EulerStart, LineSettings } from "../../line/protocol.js";
import { lineTargetNames } from "../../samplers/names.js";
import { backendNames } from "../../session/settings.js";
import { choice, flag, integer, real } from "../../url-state/field.js";
import type { StateOf } from "../../url-state/state.js";

/** All that the address of the page can say. */
export const lineFields = {
  target: choice(lineTargetNames, "twoModes"),
  hidden: integer({ initial: 64, min: 4, max: 256 }),
  rate: real({ initial: 0.001, min: 1e-5, max: 1 }),
  batch: integer({ initial: 256, min: 16, max: 4096 }),
  seed: integer({ initial: 0, min: 0, max: 999_999 }),
  shows: choice(["velocity", "density"], "velocity"),
  compare: choice(["averaged", "exact"], "averaged"),
  ways: flag(true),
  euler: flag(true),
  start: real({ initial: 0.85, min: -3, max: 3 }),
  steps: integer({ initial: 15, min: 1, max: 50 }),
  /** A network this small is fastest on WebAssembly. */
  backend: choice(backendNames, "wasm"),
};

/** The state of the page. */
export type LineState = StateOf<typeof lineFields>;

/** The part that decides the training. */
export const lineSettingsOf = ({ seed, target, hidden, rate, batch }: LineState): LineSettings => ({
  seed,
  target,
  hidden,
  learningRate: rate,
  batchSize: batch,
});

/** The part that decides the moving point. */
export const eulerOf = ({ start, steps }: LineState): EulerStart => ({ x: start, steps });
