import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { type ChartAxis, shownNumber } from "../../charts/axis.js";
import { type ChartSeries, LineChart } from "../../charts/line-chart.js";
import { Swatch } from "../../charts/series-style.js";
import { TableScroll } from "../../charts/table-scroll.js";
import { Slider } from "../../controls/slider.js";
import { Toggle } from "../../controls/toggle.js";
import { scheduleNames } from "../../samplers/names.js";
import { curveOf, schedules } from "../../samplers/schedules.js";
import { LineToggles } from "./line-toggles.js";
import { scheduleTitles, titleOf } from "./names.js";
import type { SchedulesState } from "./state.js";

const times: ChartAxis = { label: "t: data at 0, noise at 1", low: 0, high: 1 };
const alphas: ChartAxis = { label: "α, of the data", low: 0, high: 1.05 };
const linearSigmas: ChartAxis = { label: "σ, of the noise", low: 0, high: 1.5 };
const allSigmas: ChartAxis = { ...linearSigmas, low: 0.001, high: 100, isLogarithmic: true };
const logSnrs: ChartAxis = { label: "log-SNR, 2 ln(α/σ)", low: -12, high: 12 };

const quantities = ["alpha", "sigma", "logSnr"] as const;

/** α, σ and the log-SNR of each schedule, and their values at a time. */
export const ScheduleSection = ({
  state: { curves, t, log },
  change,
}: {
  readonly state: SchedulesState;
  readonly change: (some: Partial<SchedulesState>) => void;
}): JSX.Element => {
  const all = useMemo(
    () => quantities.map((quantity) => scheduleNames.map((name) => curveOf(name, quantity))),
    [],
  );
  const shown = (quantity: number): ChartSeries[] =>
    curves.map((name) => {
      const index = scheduleNames.indexOf(name);
      return { name: titleOf(scheduleTitles, name), index, points: all[quantity]![index]! };
    });
  const onCursor = (place: number): void => change({ t: Math.round(200 * place) / 200 });
  const charts = [
    ["The factor α of the data over time", alphas],
    ["The factor σ of the noise over time", log ? allSigmas : linearSigmas],
    ["The logarithm of the signal-to-noise ratio over time", logSnrs],
  ] as const;
  return (
    <section class="card schedule-section" aria-labelledby="schedules-title">
      <h2 id="schedules-title">How much data, how much noise</h2>
      <p class="lead">
        On the way from data to noise a point is x = α(t) · data + σ(t) · noise. A schedule says how the one
        fades and the other grows.
      </p>
      <LineToggles
        legend="Schedules"
        names={scheduleTitles}
        chosen={curves}
        onChange={(next) => change({ curves: next })}
      />
      <div class="schedule-figures">
        <div class="chart-row">
          {charts.map(([label, y], i) => (
            <LineChart
              key={label}
              label={label}
              x={times}
              y={y}
              series={shown(i)}
              cursor={t}
              onCursor={onCursor}
            />
          ))}
        </div>
        <ValuesAt curves={curves} t={t} />
      </div>
      <div class="read-at">
        <Slider
          label="Time to read at"
          value={t}
          min={0}
          max={1}
          step={0.005}
          show={(value) => `t = ${value.toFixed(3)}`}
          onInput={(value) => change({ t: value })}
        />
        <Toggle label="σ on a logarithmic axis" value={log} onChange={(value) => change({ log: value })} />
      </div>
    </section>
  );
};

/** The numbers of the charts at the cursor. */
const ValuesAt = ({ curves, t }: Pick<SchedulesState, "curves" | "t">): JSX.Element => (
  <TableScroll label="Values of the schedules" caption={`At t = ${t.toFixed(3)}`}>
    <table class="numbers">
      <thead>
        <tr>
          <th scope="col">Schedule</th>
          <th scope="col">α</th>
          <th scope="col">σ</th>
          <th scope="col">log-SNR</th>
        </tr>
      </thead>
      <tbody>
        {curves.map((name) => (
          <tr key={name} data-schedule={name}>
            <th scope="row">
              <span class="named">
                <Swatch index={scheduleNames.indexOf(name)} />
                {titleOf(scheduleTitles, name)}
              </span>
            </th>
            {quantities.map((quantity) => (
              <td key={quantity}>{shownNumber(schedules[name][quantity](t))}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </TableScroll>
);
