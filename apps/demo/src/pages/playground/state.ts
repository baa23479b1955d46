import { guidanceOf, kindField, kindsOfToy, mostGuidance } from "../../session/kinds.js";
import {
  activationNames,
  allowsNoise,
  backendNames,
  couplingNames,
  optimizerNames,
  pathNames,
  solverNames,
  sourceNames,
  type Target,
  type TrainingSettings,
  toyNames,
  type ViewSettings,
} from "../../session/settings.js";
import type { UploadedRows } from "../../uploads/read-rows.js";
import { choice, flag, integer, points, real } from "../../url-state/field.js";
import type { StateOf } from "../../url-state/state.js";

/** Modes that a mixture may have, and places that a drawing keeps. */
export const mostModes = 12;
export const mostMarks = 200;

/** All that the playground's address can say. */
export const playgroundFields = {
  target: choice([...toyNames, "mixture", "drawing", "file"], "moons"),
  modes: points(
    [
      { x: -1.2, y: -0.8 },
      { x: 1.2, y: -0.8 },
      { x: 0, y: 1.3 },
    ],
    mostModes,
  ),
  spread: real({ initial: 0.25, min: 0.05, max: 1 }),
  drawing: points([], mostMarks),
  labels: flag(false),
  source: choice(sourceNames, "normal"),
  path: choice(pathNames, "linear"),
  coupling: choice(couplingNames, "independent"),
  hidden: integer({ initial: 64, min: 4, max: 512 }),
  layers: integer({ initial: 3, min: 1, max: 6 }),
  activation: choice(activationNames, "silu"),
  optimizer: choice(optimizerNames, "adam"),
  rate: real({ initial: 0.01, min: 1e-5, max: 1 }),
  batch: integer({ initial: 256, min: 16, max: 8192 }),
  seed: integer({ initial: 0, min: 0, max: 999_999 }),
  solver: choice(solverNames, "rk4"),
  steps: integer({ initial: 24, min: 1, max: 200 }),
  kind: kindField({ initial: 0, most: mostModes }),
  guidance: real({ initial: 1, min: 0, max: mostGuidance }),
  particles: integer({ initial: 2000, min: 500, max: 5000 }),
  backend: choice(backendNames, "auto"),
  data: flag(true),
  samples: flag(false),
  motion: flag(true),
  ways: flag(false),
  arrows: flag(false),
  streams: flag(false),
  density: flag(true),
};

/** The state of the playground. */
export type PlaygroundState = StateOf<typeof playgroundFields>;

/** Width of the brush of a drawing: the standard deviation around each of its places. */
const brush = 0.07;

/** A file that was read. */
type ReadFile = Pick<UploadedRows, "rows" | "units">;

/** What is learned; nothing while a file or a drawing is still to come. */
const targetOf = (state: PlaygroundState, file: ReadFile | undefined): Target | undefined => {
  const { target, modes, spread, drawing } = state;
  const flat = (places: PlaygroundState["modes"]): number[] => places.flatMap(({ x, y }) => [x, y]);
  if (target === "mixture") return { kind: "mixture", centers: flat(modes), std: spread };
  if (target === "drawing")
    return drawing.length > 0 ? { kind: "mixture", centers: flat(drawing), std: brush } : undefined;
  if (target === "file") return file && { kind: "rows", values: file.rows, units: file.units };
  return { kind: "toy", name: target };
};

/**
 * How many kinds of data could be told apart, each mode one; 0 where there are none. Only pairs that are independent have the
 * same source for each kind.
 */
export const kindsIn = ({ target, modes, coupling }: PlaygroundState): number => {
  if (coupling !== "independent") return 0;
  return target === "mixture" && modes.length > 1 ? modes.length : kindsOfToy(target);
};

/** How many are; 0 where none. */
export const classesOf = (state: PlaygroundState): number => (state.labels ? kindsIn(state) : 0);

/** The part of the state that decides the training; nothing while there is nothing to learn. */
export const trainingOf = (
  state: PlaygroundState,
  file: ReadFile | undefined,
): TrainingSettings | undefined => {
  const target = targetOf(state, file);
  const classes = classesOf(state);
  return (
    target && {
      seed: state.seed,
      target,
      source: state.source,
      path: state.path,
      coupling: state.coupling,
      predicts: "velocity",
      hidden: state.hidden,
      layers: state.layers,
      activation: state.activation,
      optimizer: state.optimizer,
      learningRate: state.rate,
      batchSize: state.batch,
      ...(classes > 0 && { classes }),
    }
  );
};

/** What a visitor must do before there is something to learn; empty where nothing is missing. */
export const askedOf = ({ target, drawing }: PlaygroundState, file: ReadFile | undefined): string => {
  if (target === "drawing" && drawing.length === 0) return "Draw what the flow shall learn.";
  if (target === "file" && !file) return "Choose a csv or npy file in the settings: two numbers in each row.";
  return "";
};

/** The part that decides how it is looked at. */
export const viewsOf = (state: PlaygroundState): ViewSettings => {
  const guidance = guidanceOf(state.kind, state.guidance, classesOf(state));
  return {
    solver: state.solver === "eulerMaruyama" && !allowsNoise(state) ? "rk4" : state.solver,
    solverSteps: state.steps,
    particles: state.particles,
    density: state.density,
    streams: state.streams,
    ...(guidance && { guidance }),
  };
};
