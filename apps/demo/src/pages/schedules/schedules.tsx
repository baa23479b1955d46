import type { JSX } from "preact";
import { useEffect, useMemo } from "preact/hooks";
import { beginMeasuring } from "../../samplers/measuring.js";
import { Later } from "../../shell/later.js";
import { TakeAwayCard } from "../../takeaway/take-away-card.js";
import { usePageState } from "../../url-state/page-state.js";
import { SamplerSection } from "./sampler-section.js";
import { ScheduleSection } from "./schedule-section.js";
import { schedulesFields } from "./state.js";

/** Page 4: what noise schedules are, and how close samplers come with them. */
export const Schedules = (): JSX.Element => {
  const { values, change } = usePageState("schedules", schedulesFields);
  const measuring = useMemo(beginMeasuring, []);
  useEffect(() => () => measuring.close(), [measuring]);
  const state = values.value;
  const { target, schedule, grid, samplers } = state;
  useEffect(
    () => measuring.ask({ target, schedule, grid }, samplers),
    [measuring, target, schedule, grid, samplers.join()],
  );
  const notice = measuring.notice.value;
  return (
    <div class="schedules">
      <h1 class="visually-hidden">Schedules and samplers</h1>
      <p class="notice" role="alert" hidden={notice === ""}>
        {notice}
      </p>
      <ScheduleSection state={state} change={change} />
      <Later>
        <SamplerSection state={state} change={change} measuring={measuring} />
        <TakeAwayCard
          load={async () => (await import("./take-away-panel.js")).SchedulesPanel}
          of={{ measuring, values }}
        />
      </Later>
    </div>
  );
};
