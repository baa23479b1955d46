import type { Verdict } from "../questions/question.js";

/** The ratios that `ode-speed` records of a problem; above 1 they are for nami. */
export interface OdeRatios {
  readonly "odex / nami": number;
  readonly "odex / nami, both returning arrays": number;
  readonly "mathjs / nami": number;
}

/** What `results/ode-speed.json` holds of its figures. */
export interface OdeSpeed {
  readonly results: readonly OdeRatios[];
  /** Time of as many solves in units of that of the rows. */
  readonly rows: { readonly ratio: number };
}

/** The figures of `ode-speed` with their bars, each that of its worst problem. */
export const odeSpeedVerdicts = ({ results, rows }: OdeSpeed): readonly Verdict[] => {
  const least = (name: keyof OdeRatios): number => Math.min(...results.map((ratios) => ratios[name]));
  const verdict = (what: string, value: number, atLeast: number): Verdict => ({
    what,
    value,
    unit: "×",
    atLeast,
  });
  return [
    verdict("faster than odex", least("odex / nami"), 1),
    verdict("faster than odex, both returning arrays", least("odex / nami, both returning arrays"), 1),
    verdict("faster than mathjs", least("mathjs / nami"), 20),
    verdict("faster than a loop of solves: 10⁴ rows in one array", rows.ratio, 5),
  ];
};
