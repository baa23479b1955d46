import { type CompareState, changeOfSide, type SideState, sideNames, sideOf } from "./state.js";

/** Two settings that are worth a look side by side. */
interface Pair {
  readonly title: string;
  readonly a: SideState;
  readonly b: SideState;
}

const flow: SideState = {
  predicts: "velocity",
  path: "linear",
  coupling: "independent",
  solver: "euler",
  steps: 4,
};

/** What to compare, by name; the first is the page's own state. */
export const pairs = {
  coupling: {
    title: "Independent pairs and optimal transport, 4 Euler steps",
    a: flow,
    b: { ...flow, coupling: "optimalTransport" },
  },
  solvers: {
    title: "Euler and Runge–Kutta, 16 evaluations each",
    a: { ...flow, steps: 16 },
    b: { ...flow, solver: "rk4", steps: 4 },
  },
  steps: { title: "Euler, 2 steps and 32", a: { ...flow, steps: 2 }, b: { ...flow, steps: 32 } },
  noise: {
    title: "ODE and SDE, 48 steps each",
    a: { ...flow, steps: 48 },
    b: { ...flow, solver: "eulerMaruyama", steps: 48 },
  },
  method: {
    title: "Flow matching and diffusion, 8 Heun steps",
    a: { ...flow, solver: "heun", steps: 8 },
    b: { ...flow, predicts: "noise", path: "vp", solver: "heun", steps: 8 },
  },
} as const satisfies Readonly<Record<string, Pair>>;
export type PairName = keyof typeof pairs;

/** Names with titles, for a menu; the last one is for settings of one's own. */
export const pairTitles: readonly (readonly [PairName | "own", string])[] = [
  ...(Object.keys(pairs) as PairName[]).map((name) => [name, pairs[name].title] as const),
  ["own", "Settings of your own"],
];

/** The pair that the state shows. */
export const pairOf = (state: CompareState): PairName | "own" =>
  (Object.keys(pairs) as PairName[]).find((name) =>
    sideNames.every((side) => JSON.stringify(sideOf(state, side)) === JSON.stringify(pairs[name][side])),
  ) ?? "own";

/** The change that shows a pair. */
export const changeToPair = (name: PairName): Partial<CompareState> => ({
  ...changeOfSide("a", pairs[name].a),
  ...changeOfSide("b", pairs[name].b),
});
