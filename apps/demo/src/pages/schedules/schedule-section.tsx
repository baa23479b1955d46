import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { shownNumber } from "../../charts/axis.js";
import { LineChart } from "../../charts/line-chart.js";
import { Swatch } from "../../charts/series-style.js";
import { TableScroll } from "../../charts/table-scroll.js";
import { Slider } from "../../controls/slider.js";
import { Toggle } from "../../controls/toggle.js";
import { scheduleNames } from "../../samplers/names.js";
import { schedules } from "../../samplers/schedules.js";
import { quantities, scheduleCharts } from "./charts.js";
import { LineToggles } from "./line-toggles.js";
import { scheduleTitles, titleOf } from "./names.js";
import type { SchedulesState } from "./state.js";

/** α, σ and the log-SNR of each schedule, and their values at a time. */
export const ScheduleSection = ({
  state: { curves, t, log },
  change,
}: {
  readonly state: SchedulesState;
  readonly change: (some: Partial<SchedulesState>) => void;
}): JSX.Element => {
  const onCursor = (place: number): void => change({ t: Math.round(200 * place) / 200 });
  const charts = useMemo(() => scheduleCharts({ curves, log }), [curves.join(), log]);
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
          {charts.map((chart) => (
            <LineChart key={chart.title} chart={chart} cursor={t} onCursor={onCursor} />
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
