import { createRequire } from "node:module";
import { bosh3, dop853, dopri5, iController, type OdeMethod, solve, tsit5 } from "@nami/solvers";
import { all, create } from "mathjs";
import type { OdeProblem } from "./problems.js";

/** What is used of odex; its own types come as a source that does not compile under strict rules. */
interface Odex {
  readonly Solver: new (
    n: number,
  ) => {
    absoluteTolerance: number;
    relativeTolerance: number;
    solve(
      f: (x: number, y: number[]) => number[],
      x: number,
      y0: number[],
      end: number,
    ): { readonly y: number[] };
  };
}

/** What is used of mathjs, whose types lack it. */
interface SolveOde {
  solveODE(
    f: (t: number, y: number[]) => number[],
    span: readonly number[],
    y0: number[],
    options: { readonly tol: number; readonly method: string; readonly maxIter: number },
  ): { readonly y: number[][] };
}

const { Solver } = createRequire(import.meta.url)("odex") as Odex;
const { solveODE } = create(all as never) as object as SolveOde;

/** One way to solve a problem, at a tolerance. */
export interface Contender {
  readonly package: "nami" | "odex" | "mathjs";
  readonly name: string;
  readonly run: (problem: OdeProblem, tolerance: number) => ArrayLike<number>;
}

type Maker = (options: {
  readonly rtol: number;
  readonly atol: number;
  readonly controller?: ReturnType<typeof iController>;
}) => OdeMethod;

const nami = (name: string, make: Maker, safety?: number): Contender[] => {
  const method = (tolerance: number): OdeMethod =>
    make({ rtol: tolerance, atol: tolerance, ...(safety && { controller: iController({ safety }) }) });
  return [
    {
      package: "nami",
      name: `${name}, in place`,
      run: ({ inPlace, y0, t1 }, tolerance) =>
        solve(inPlace, Float64Array.from(y0), { t0: 0, t1, method: method(tolerance) }).y,
    },
    {
      package: "nami",
      name: `${name}, returning`,
      run: ({ returning, y0, t1 }, tolerance) =>
        solve(returning, Float64Array.from(y0), { t0: 0, t1, method: method(tolerance) }).y,
    },
  ];
};

/** odex takes functions that return arrays only. */
const extrapolation: Contender = {
  package: "odex",
  name: "odex, returning",
  run: ({ returning, y0, t1 }, tolerance) => {
    const solver = new Solver(y0.length);
    solver.absoluteTolerance = tolerance;
    solver.relativeTolerance = tolerance;
    return solver.solve((_, y) => returning(y), 0, [...y0], t1).y;
  },
};

const plain = (method: "RK23" | "RK45"): Contender => ({
  package: "mathjs",
  name: `mathjs ${method}, returning`,
  run: ({ returning, y0, t1 }, tolerance) => {
    const options = { tol: tolerance, method, maxIter: 1e7 };
    const { y } = solveODE((_, state) => returning(state), [0, t1], [...y0], options);
    return y.at(-1)!;
  },
});

/** Everybody, in the order of their turns. */
export const contenders: readonly Contender[] = [
  ...nami("dop853", dop853),
  ...nami("dop853, safety 0.8", dop853, 0.8),
  ...nami("dop853, safety 0.7", dop853, 0.7),
  ...nami("tsit5", tsit5),
  ...nami("dopri5", dopri5),
  ...nami("bosh3", bosh3).slice(0, 1),
  extrapolation,
  plain("RK45"),
];
