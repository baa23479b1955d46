import {
  type DiffusionMethod,
  ddim,
  dop853,
  dpmSolverPP,
  edmHeun,
  ipndm,
  karrasGrid,
  sampleDiffusion,
  solve,
  timesOfSigma,
  uniformGrid,
  unipc,
} from "@nami/solvers";

/**
 * How far is each sampler from the exact flow after some evaluations? On the exact velocity of a mixture in one dimension
 * under the linear path, from σ/α = 80, against dop853 at 1e-12. Prints the tables of docs/choose-a-sampler.md.
 */
const [weights, means, deviations] = [
  [0.55, 0.45],
  [-0.85, 1.5],
  [0.65, 0.25],
];
const linear = {
  alpha: (t: number) => 1 - t,
  sigma: (t: number) => t,
  alphaDot: () => -1,
  sigmaDot: () => 1,
};

const denoised = (x: number, t: number): number => {
  const variances = deviations.map((s) => ((1 - t) * s) ** 2 + t * t);
  const logs = means.map((m, k) => (-0.5 * (x - (1 - t) * m) ** 2) / variances[k]!);
  const top = Math.max(...logs);
  const p = logs.map((log, k) => (weights[k]! * Math.exp(log - top)) / Math.sqrt(variances[k]!));
  const parts = means.map(
    (m, k) => p[k]! * (m + ((1 - t) * deviations[k]! ** 2 * (x - (1 - t) * m)) / variances[k]!),
  );
  return (parts[0]! + parts[1]!) / (p[0]! + p[1]!);
};
const velocity = (x: Float64Array, t: number): Float64Array =>
  x.map((each) => (each - denoised(each, t)) / t);

const from = 80 / 81;
const start = Float64Array.from({ length: 201 }, (_, i) => (i - 100) / 40);
const method = dop853({ rtol: 1e-12, atol: 1e-12 });
// The velocity is 0/0 at t = 0; over the last 1e-9 it moves points by no more than 1e-8.
const exact = solve(velocity, start, { t0: from, t1: 1e-9, method }).y;

const samplers: Record<string, DiffusionMethod> = {
  "`ddim()`": ddim(),
  "`edmHeun()`": edmHeun(),
  "`dpmSolverPP({ order: 2 })`": dpmSolverPP(),
  "`dpmSolverPP({ order: 3 })`": dpmSolverPP({ order: 3 }),
  "`ipndm({ order: 2 })`": ipndm({ order: 2 }),
  "`ipndm({ order: 4 })`": ipndm(),
  "`unipc({ order: 2 })`": unipc(),
  "`unipc({ order: 3 })`": unipc({ order: 3 }),
};
const grids: Record<string, (steps: number) => Float64Array> = {
  "uniform in t": (steps) => uniformGrid({ steps, from }),
  "Karras, σ/α from 80 to 0.002, then 0": (steps) =>
    timesOfSigma(linear, karrasGrid({ steps, sigmaMin: 0.002, sigmaMax: 80 })),
};
const budgets = [5, 9, 19, 39, 79];

for (const [grid, gridOf] of Object.entries(grids)) {
  console.log(`\n| evaluations, ${grid} | ${budgets.join(" | ")} |\n|---|${"---|".repeat(budgets.length)}`);
  for (const [name, sampler] of Object.entries(samplers)) {
    const errors = budgets.map((budget) => {
      const steps = sampler.name === "edmHeun" ? (budget + 1) / 2 : budget;
      const options = { ...linear, predicts: "velocity", method: sampler, grid: gridOf(steps) } as const;
      const { y, stats } = sampleDiffusion(velocity, start, options);
      if (stats.evaluations !== budget) throw new Error(`${name} took ${stats.evaluations} evaluations`);
      return Math.sqrt(y.reduce((sum, value, i) => sum + (value - exact[i]!) ** 2, 0) / y.length);
    });
    console.log(`| ${name} | ${errors.map((error) => Number(error.toPrecision(2))).join(" | ")} |`);
  }
}
