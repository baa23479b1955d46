import type { JSX } from "preact";
import type { ChartAxis } from "../../charts/axis.js";
import { type ChartPoint, LineChart } from "../../charts/line-chart.js";
import { Select } from "../../controls/select.js";
import { ListSlider } from "../../controls/slider.js";
import type { Measuring } from "../../samplers/measuring.js";
import { samplerNames } from "../../samplers/names.js";
import { type SamplerPoint, stepCounts } from "../../samplers/protocol.js";
import { ErrorTable } from "./error-table.js";
import { LineToggles } from "./line-toggles.js";
import { gridTitles, lineTargetTitles, samplerTitles, scheduleTitles, titleOf } from "./names.js";
import type { SchedulesState } from "./state.js";

const evaluations: ChartAxis = {
  label: "evaluations of the denoiser",
  low: 2.5,
  high: 400,
  isLogarithmic: true,
};

/** Whole decades around all errors that can be drawn. */
const errorAxis = (points: readonly SamplerPoint[]): ChartAxis => {
  const sound = points.map(({ error }) => error).filter((error) => error > 0 && error < 1e6);
  const [least, most] = [Math.min(0.1, ...sound), Math.max(0.1, ...sound)];
  return {
    label: "distance from the exact points",
    low: 10 ** Math.floor(Math.log10(least)),
    high: 10 ** Math.ceil(Math.log10(most) + 1e-9),
    isLogarithmic: true,
  };
};

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
  const points = measuring.points.value.filter(({ sampler }) => samplers.includes(sampler));
  const floor = measuring.floor.value;
  const nearest = stepCounts.reduce((best, n) =>
    Math.abs(n - state.steps) < Math.abs(best - state.steps) ? n : best,
  );
  const series = samplers.map((name) => {
    const own = points.filter(({ sampler }) => sampler === name).sort((a, b) => a.steps - b.steps);
    const place = ({ evaluations: x, error }: SamplerPoint): ChartPoint => [x, error];
    const ringed = own.find(({ steps }) => steps === nearest);
    return {
      name: titleOf(samplerTitles, name),
      index: samplerNames.indexOf(name),
      points: own.map(place),
      ringed: ringed && place(ringed),
    };
  });
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
            label="Distance of samples from the exact points over evaluations of the denoiser, both logarithmic; the table has the numbers"
            x={evaluations}
            y={errorAxis(points)}
            series={series}
            marked
            floor={floor === undefined ? undefined : { value: floor, name: "2,000 draws" }}
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
