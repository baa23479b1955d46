import { type CompareState, changeOfSide, type SideState } from "./state.js";

/** Two settings that are worth a look side by side. */
interface Pair {
  readonly title: string;
  readonly a: SideState;
  readonly b: SideState;
  /** What both sides share for it; where kinds are not named, they are not learned. */
  readonly both?: Partial<CompareState>;
}

const flow: SideState = {
  predicts: "velocity",
  path: "linear",
  coupling: "independent",
  solver: "euler",
  steps: 4,
  guidance: 1,
};
const sampled: SideState = { ...flow, solver: "rk4", steps: 16 };

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
  guidance: {
    title: "Without and with guidance, kind 1, w = 1 and w = 4",
    a: sampled,
    b: { ...sampled, guidance: 4 },
    both: { target: "eightGaussians", labels: true, kind: 1 },
  },
} as const satisfies Readonly<Record<string, Pair>>;
export type PairName = keyof typeof pairs;

/** Names with titles, for a menu; the last one is for settings of one's own. */
export const pairTitles: readonly (readonly [PairName | "own", string])[] = [
  ...(Object.keys(pairs) as PairName[]).map((name) => [name, pairs[name].title] as const),
  ["own", "Settings of your own"],
];

/** The change that shows a pair. */
export const changeToPair = (name: PairName): Partial<CompareState> => {
  const { a, b, both }: Pair = pairs[name];
  return { ...changeOfSide("a", a), ...changeOfSide("b", b), labels: false, ...both };
};

/** The pair that the state shows. */
export const pairOf = (state: CompareState): PairName | "own" =>
  (Object.keys(pairs) as PairName[]).find((name) =>
    Object.entries(changeToPair(name)).every(
      ([field, value]) => state[field as keyof CompareState] === value,
    ),
  ) ?? "own";
