import { guidanceOf, kindField, kindsOfToy, mostGuidance } from "../../session/kinds.js";
import {
  allowsNoise,
  backendNames,
  couplingNames,
  pathNames,
  predictionNames,
  solverNames,
  type TrainingSettings,
  toyNames,
  type ViewSettings,
} from "../../session/settings.js";
import { choice, flag, integer, real } from "../../url-state/field.js";
import type { StateOf } from "../../url-state/state.js";

/** The two sides. */
export const sideNames = ["a", "b"] as const;
export type SideName = (typeof sideNames)[number];

/** What is set on each side. */
export const sideFields = {
  predicts: choice(predictionNames, "velocity"),
  path: choice(pathNames, "linear"),
  coupling: choice(couplingNames, "independent"),
  solver: choice(solverNames, "euler"),
  steps: integer({ initial: 4, min: 1, max: 200 }),
  guidance: real({ initial: 1, min: 0, max: mostGuidance }),
};
export type SideState = StateOf<typeof sideFields>;

/** All that the address of the page can say: what both sides share, then each side's own. */
export const compareFields = {
  target: choice(toyNames, "moons"),
  labels: flag(false),
  kind: kindField({ initial: 1, most: kindsOfToy("eightGaussians") }),
  hidden: integer({ initial: 64, min: 4, max: 256 }),
  batch: integer({ initial: 256, min: 16, max: 4096 }),
  until: integer({ initial: 2000, min: 100, max: 10_000 }),
  seed: integer({ initial: 0, min: 0, max: 999_999 }),
  particles: integer({ initial: 1000, min: 500, max: 5000 }),
  backend: choice(backendNames, "auto"),
  data: flag(true),
  motion: flag(true),
  samples: flag(false),
  ways: flag(true),
  arrows: flag(false),
  streams: flag(false),
  density: flag(false),
  "a.predicts": sideFields.predicts,
  "a.path": sideFields.path,
  "a.coupling": sideFields.coupling,
  "a.solver": sideFields.solver,
  "a.steps": sideFields.steps,
  "a.guidance": sideFields.guidance,
  "b.predicts": sideFields.predicts,
  "b.path": sideFields.path,
  "b.coupling": { ...sideFields.coupling, initial: "optimalTransport" as const },
  "b.solver": sideFields.solver,
  "b.steps": sideFields.steps,
  "b.guidance": sideFields.guidance,
};
export type CompareState = StateOf<typeof compareFields>;

/** One side's part of the state. */
export const sideOf = (state: CompareState, side: SideName): SideState => ({
  predicts: state[`${side}.predicts`],
  path: state[`${side}.path`],
  coupling: state[`${side}.coupling`],
  solver: state[`${side}.solver`],
  steps: state[`${side}.steps`],
  guidance: state[`${side}.guidance`],
});

/** A change of one side, as one of the page's state. */
export const changeOfSide = (side: SideName, some: Partial<SideState>): Partial<CompareState> =>
  Object.fromEntries(Object.entries(some).map(([name, value]) => [`${side}.${name}`, value]));

/** How many kinds of data both sides could tell apart; none where pairs are not independent. */
export const kindsIn = (state: CompareState): number =>
  sideNames.every((side) => sideOf(state, side).coupling === "independent") ? kindsOfToy(state.target) : 0;

/** How many they do; 0 where none. */
export const classesOf = (state: CompareState): number => (state.labels ? kindsIn(state) : 0);

/** How one side is trained: but for what is compared the same as the other. */
export const trainingOfSide = (state: CompareState, side: SideName): TrainingSettings => {
  const { predicts, path, coupling } = sideOf(state, side);
  const classes = classesOf(state);
  return {
    seed: state.seed,
    target: { kind: "toy", name: state.target },
    source: "normal",
    path,
    coupling,
    predicts,
    hidden: state.hidden,
    layers: 3,
    activation: "silu",
    optimizer: "adam",
    learningRate: 0.005,
    batchSize: state.batch,
    lastStep: state.until,
    ...(classes > 0 && { classes }),
  };
};

/** How one side is looked at. */
export const viewsOfSide = (state: CompareState, side: SideName): ViewSettings => {
  const { coupling, solver, steps, guidance: scale } = sideOf(state, side);
  const guidance = guidanceOf(state.kind, scale, classesOf(state));
  return {
    solver: solver === "eulerMaruyama" && !allowsNoise({ source: "normal", coupling }) ? "euler" : solver,
    solverSteps: steps,
    particles: state.particles,
    density: state.density,
    streams: state.streams,
    ...(guidance && { guidance }),
  };
};
