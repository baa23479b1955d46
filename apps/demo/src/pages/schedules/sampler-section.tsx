import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { LineChart } from "../../charts/line-chart.js";
import { Select } from "../../controls/select.js";
import { ListSlider } from "../../controls/slider.js";
import type { Measuring } from "../../samplers/measuring.js";
import { stepCounts } from "../../samplers/protocol.js";
import { errorChart, nearestCount } from "./charts.js";
import { ErrorTable } from "./error-table.js";
import { LineToggles } from "./line-toggles.js";
import { gridTitles, lineTargetTitles, samplerTitles, scheduleTitles } from "./names.js";
import type { SchedulesState } from "./state.js";

/** Errors of diffusion samplers on an exact denoiser, measured while one looks on. */
export const SamplerSection = ({
  state,
  change,
  measuring,
}: {
  readonly state: SchedulesState;
  readonly change: (some: Partial<SchedulesState>) => void;
  readonly measuring: Measuring;
}): JSX.Element => {
  const { samplers } = state;
  const [measured, floor] = [measuring.points.value, measuring.floor.value];
  const nearest = nearestCount(state.steps);
  const points = useMemo(
    () => measured.filter(({ sampler }) => samplers.includes(sampler)),
    [measured, samplers.join()],
  );
  const chart = useMemo(
    () => errorChart({ samplers, steps: nearest }, points, floor),
    [samplers.join(), nearest, points, floor],
  );
  return (
    <section class="card sampler-section" aria-labelledby="samplers-title">
      <h2 id="samplers-title">Samplers on a perfect denoiser</h2>
      <p class="lead">
        For a mixture of normal distributions E[data | x] has a formula, so all that is left is the error of
        the sampler: the distance, as a root mean square, of 2,000 points from where the exact flow leads
        them. Samplers that draw noise on the way are held against the sorted data; they come down to what
        2,000 draws have, and no lower.
      </p>
      <form
        class="sampler-settings"
        aria-label="What is measured"
        onSubmit={(event) => event.preventDefault()}
      >
        <Select
          label="Data"
          value={state.target}
          options={lineTargetTitles}
          onChange={(target) => change({ target })}
        />
        <Select
          label="Schedule"
          value={state.schedule}
          options={scheduleTitles}
          onChange={(schedule) => change({ schedule })}
        />
        <Select
          label="Grid of times"
          value={state.grid}
          options={gridTitles}
          onChange={(grid) => change({ grid })}
        />
      </form>
      <div class="sampler-picture">
        <LineToggles
          legend="Samplers"
          names={samplerTitles}
          chosen={samplers}
          marked
          onChange={(chosen) => change({ samplers: chosen })}
        />
        <div class="error-chart">
          <Progress
            measuring={measuring}
            onAgain={() => measuring.ask(state, samplers)}
            isComplete={samplers.every(measuring.isMeasured)}
          />
          <LineChart
            chart={chart}
            note=", both logarithmic; the table has the numbers"
            marked
            height={380}
            onCursor={(value) => change({ steps: Math.max(3, Math.min(160, Math.round(value))) })}
          />
          <ListSlider
            label="Steps to read at"
            values={stepCounts}
            value={nearest}
            onChange={(steps) => change({ steps })}
          />
        </div>
      </div>
      <ErrorTable
        samplers={samplers}
        points={points}
        refused={measuring.refused.value}
        steps={nearest}
        floor={floor}
      />
    </section>
  );
};

const Progress = ({
  measuring,
  onAgain,
  isComplete,
}: {
  readonly measuring: Measuring;
  readonly onAgain: () => void;
  readonly isComplete: boolean;
}): JSX.Element => {
  const progress = measuring.progress.value;
  return (
    <div class="measure-bar">
      {progress ? (
        <button type="button" onClick={() => measuring.stop()}>
          Stop
        </button>
      ) : (
        <button type="button" disabled={isComplete} onClick={onAgain}>
          Go on
        </button>
      )}
      <progress
        aria-label="Measured"
        value={progress ? progress.done : isComplete ? 1 : 0}
        max={progress?.total ?? 1}
      />
      <p class="hint" role="status">
        {progress ? "Measuring …" : isComplete ? "All measured" : "Stopped"}
      </p>
    </div>
  );
};
