import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import type { ChartPicture } from "../../charts/line-chart.js";
import type { Measuring } from "../../samplers/measuring.js";
import { curveOf } from "../../samplers/schedules.js";
import { figureTheme } from "../../shell/theme.js";
import { Offers } from "../../takeaway/offers.js";
import { tableOf } from "../../takeaway/text-table.js";
import { errorChart, quantities, scheduleCharts } from "./charts.js";
import type { SchedulesState } from "./state.js";

/** What the panel is about. */
export interface SchedulesPanelProps {
  readonly measuring: Measuring;
  readonly values: ReadonlySignal<SchedulesState>;
}

/** α, σ and the log-SNR of some schedules over time, a column each; what is infinite is written as inf. */
const curvesTable = ({ curves }: SchedulesState): Uint8Array<ArrayBuffer> => {
  const columns = curves.flatMap((name) => quantities.map((quantity) => curveOf(name, quantity)));
  const times = curveOf("linear", "alpha").map(([t]) => t);
  return tableOf(
    ["t", ...curves.flatMap((name) => quantities.map((quantity) => `${name}_${quantity}`))],
    times.map((t, i) => [t, ...columns.map((points) => String(points[i]![1]).replace("Infinity", "inf"))]),
  );
};

/** What can be taken along of schedules and samplers. */
export const SchedulesPanel = ({ measuring, values }: SchedulesPanelProps): JSX.Element => {
  const { curves, samplers, schedule } = values.value;
  const points = measuring.points.value.filter(({ sampler }) => samplers.includes(sampler));
  const noCurves = curves.length > 0 ? undefined : "After a schedule is chosen.";
  const noErrors = points.length > 0 ? undefined : "After the first measurements.";
  const svg = async (charts: readonly ChartPicture[], width?: number): Promise<Uint8Array<ArrayBuffer>> =>
    (await import("../../takeaway/chart-svg.js")).chartsSvg(charts, figureTheme.peek(), width);
  return (
    <Offers
      groups={[
        {
          title: "Pictures",
          offers: [
            {
              id: "curves-svg",
              label: "Schedules, SVG",
              purpose: "The three charts of the chosen schedules.",
              name: "nami-schedules.svg",
              type: "image/svg+xml",
              obstacle: noCurves,
              make: () => svg(scheduleCharts(values.peek())),
            },
            {
              id: "errors-svg",
              label: "Errors, SVG",
              purpose: "The chart of errors over evaluations, as far as they are measured.",
              name: `nami-errors-${schedule}.svg`,
              type: "image/svg+xml",
              obstacle: noErrors,
              make: () => svg([errorChart(values.peek(), points, measuring.floor.peek())], 640),
            },
          ],
        },
        {
          title: "Numbers",
          offers: [
            {
              id: "curves",
              label: "Schedules, csv",
              purpose: "α, σ and the log-SNR of the chosen schedules at 161 times.",
              name: "nami-schedules.csv",
              type: "text/csv",
              obstacle: noCurves,
              make: () => curvesTable(values.peek()),
            },
            {
              id: "errors",
              label: "Errors, csv",
              purpose: "Steps, evaluations and errors of the chosen samplers, as far as they are measured.",
              name: `nami-errors-${schedule}.csv`,
              type: "text/csv",
              obstacle: noErrors,
              make: () =>
                tableOf(
                  ["sampler", "steps", "evaluations", "error"],
                  points.map((point) => [point.sampler, point.steps, point.evaluations, point.error]),
                ),
            },
          ],
        },
      ]}
    />
  );
};
