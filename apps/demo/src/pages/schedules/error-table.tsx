import type { JSX } from "preact";
import { shownNumber } from "../../charts/axis.js";
import { Swatch } from "../../charts/series-style.js";
import { TableScroll } from "../../charts/table-scroll.js";
import { type SamplerName, samplerNames } from "../../samplers/names.js";
import { type SamplerPoint, stepCounts } from "../../samplers/protocol.js";
import { samplerTitles, titleOf } from "./names.js";

/** The numbers of the chart: a row for each sampler, a column for each number of steps. */
export const ErrorTable = ({
  samplers,
  points,
  refused,
  steps,
  floor,
}: {
  readonly samplers: readonly SamplerName[];
  readonly points: readonly SamplerPoint[];
  readonly refused: ReadonlyMap<SamplerName, string>;
  /** The column to mark. */
  readonly steps: number;
  readonly floor: number | undefined;
}): JSX.Element => {
  const found = (sampler: SamplerName, count: number): SamplerPoint | undefined =>
    points.find((point) => point.sampler === sampler && point.steps === count);
  const mark = (count: number): string | undefined => (count === steps ? "marked" : undefined);
  return (
    <TableScroll
      label="Errors of the samplers"
      caption={`Distance from the exact points, with evaluations below it, by steps.${floor === undefined ? "" : ` 2,000 draws from the data: ${shownNumber(floor)}.`}`}
    >
      <table class="numbers errors">
        <thead>
          <tr>
            <th scope="col">Sampler</th>
            {stepCounts.map((count) => (
              <th key={count} scope="col" class={mark(count)}>
                {count}
                <span class="visually-hidden"> steps</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {samplers.map((sampler) => (
            <tr key={sampler} data-sampler={sampler}>
              <th scope="row">
                <span class="named">
                  <Swatch index={samplerNames.indexOf(sampler)} marked />
                  {titleOf(samplerTitles, sampler)}
                </span>
              </th>
              {refused.has(sampler) ? (
                <td colSpan={stepCounts.length} class="refused">
                  {refused.get(sampler)}
                </td>
              ) : (
                stepCounts.map((count) => {
                  const point = found(sampler, count);
                  return (
                    <td key={count} class={mark(count)} data-steps={count}>
                      {shownNumber(point?.error)}
                      {point && (
                        <span class="evaluations">
                          {point.evaluations}
                          <span class="visually-hidden"> evaluations</span>
                        </span>
                      )}
                    </td>
                  );
                })
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </TableScroll>
  );
};
