import { cosineSchedule, linearSchedule, vpSchedule } from "@nami/schedules";
import {
  bosh3,
  dop853,
  dopri5,
  euler,
  heun,
  midpoint,
  type OdeMethod,
  ralston,
  rk4,
  tsit5,
} from "@nami/solvers";
import { flowMatching } from "../../index.js";
import { marginalAt, marginalModes } from "../marginal-base.js";
import { type Case, stepsAt } from "./case.js";
import { dataModes, exactField } from "./exact-fields.js";
import { statisticsOfPlane } from "./plane-law.js";

/** A method, of a fineness. */
type Family = readonly [name: string, method: (fineness: number) => OdeMethod];

const fixed = (
  name: string,
  method: (options: { readonly steps: number }) => OdeMethod,
  [steps, order]: readonly [steps: number, order: number],
): Family => [name, (fineness) => method({ steps: stepsAt(steps, order, fineness) })];

const adaptive = (name: string, method: typeof dopri5): Family => [
  name,
  (fineness) => method({ rtol: 5e-5 / fineness, atol: 5e-5 / fineness }),
];

const flows = [
  ["linear", linearSchedule(), 1, 0],
  ["cosine", cosineSchedule(), 1, 0],
  ["vp", vpSchedule(), 1, 1e-3],
] as const;

const onEvery: readonly Family[] = [fixed("rk4", rk4, [16, 4]), adaptive("dopri5", dopri5)];
const onLinear: readonly Family[] = [
  fixed("few steps of rk4", rk4, [8, 4]),
  fixed("euler", euler, [400, 1]),
  fixed("midpoint", midpoint, [40, 2]),
  fixed("heun", heun, [40, 2]),
  fixed("ralston", ralston, [40, 2]),
  adaptive("bosh3", bosh3),
  adaptive("tsit5", tsit5),
  adaptive("dop853", dop853),
];

/** Flow matching by every ODE method. */
export const flowCases: readonly Case[] = flows.flatMap(([name, schedule, t0, t1]) =>
  [...onEvery, ...(name === "linear" ? onLinear : [])].map(
    ([solver, method]): Case => ({
      name: `flow matching, ${name}, ${solver}`,
      statistics: () => statisticsOfPlane(marginalModes(dataModes, schedule, t1)),
      draw: ({ count, key, fineness, backend }) => {
        const [field, base] = [exactField(schedule, "velocity"), marginalAt(dataModes, schedule, t0)];
        const flow = flowMatching({ field, base, solver: method(fineness), backend, t0, t1 });
        return flow.bind().sample([count], { key });
      },
    }),
  ),
);
