import { computed } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { MotionClock } from "../../canvas/clock.js";
import { fixedNumber } from "../../charts/axis.js";
import { TableScroll } from "../../charts/table-scroll.js";
import type { LineSession } from "../../line/line-session.js";

/** Euler's steps as numbers: where the network leads a point, and where the exact field does. The step of the clock is marked. */
export const EulerTable = ({
  session,
  clock,
}: {
  readonly session: LineSession;
  readonly clock: MotionClock;
}): JSX.Element => {
  const { learned, exact } = session.euler.value ?? {};
  const steps = (learned?.t.length ?? 1) - 1;
  // The clock ticks with each frame, the table changes with each step only.
  const current = useMemo(() => computed(() => Math.floor(clock.place.value * steps + 1e-9)), [clock, steps]);
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
            <tr key={i} class={i === current.value ? "marked" : undefined}>
              <th scope="row">{i}</th>
              <td>{t.toFixed(3)}</td>
              <td data-euler={i}>{fixedNumber(learned.x[i])}</td>
              <td>{fixedNumber(learned.velocity[i])}</td>
              <td data-exact={i}>{fixedNumber(exact?.x[i])}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {!learned && <p class="hint waiting">The first steps of training are under way …</p>}
    </TableScroll>
  );
};
