import type { JSX } from "preact";
import { TableScroll } from "../../charts/table-scroll.js";
import type { EulerPair } from "../../line/line-session.js";

const shown = (value: number | undefined): string =>
  value === undefined || !Number.isFinite(value) ? "–" : value.toFixed(3).replace("-", "−");

/** Euler's steps as numbers: where the network leads a point, and where the exact field does. */
export const EulerTable = ({
  euler,
  place,
}: {
  readonly euler: EulerPair | undefined;
  /** Between noise (0) and data (1): the step there is marked. */
  readonly place: number;
}): JSX.Element => {
  const { learned, exact } = euler ?? {};
  const steps = (learned?.t.length ?? 1) - 1;
  return (
    <TableScroll label="Euler steps">
      <table class="numbers euler-table">
        <thead>
          <tr>
            <th scope="col">Step</th>
            <th scope="col">t</th>
            <th scope="col">x</th>
            <th scope="col">Velocity</th>
            <th scope="col">x, exact field</th>
          </tr>
        </thead>
        <tbody>
          {learned?.t.map((t, i) => (
            <tr key={i} class={i === Math.floor(place * steps + 1e-9) ? "marked" : undefined}>
              <th scope="row">{i}</th>
              <td>{t.toFixed(3)}</td>
              <td data-euler={i}>{shown(learned.x[i])}</td>
              <td>{shown(learned.velocity[i])}</td>
              <td data-exact={i}>{shown(exact?.x[i])}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {!learned && <p class="hint waiting">The first steps of training are under way …</p>}
    </TableScroll>
  );
};
