import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { figureTheme } from "../../shell/theme.js";
import { fullVelocity } from "./layers.js";

/** What the colours of velocities mean. */
export const VelocityScale = (): JSX.Element => {
  const { series, background } = figureTheme.value;
  const id = useId();
  return (
    <p class="velocity-scale">
      <span>pulled down, −{fullVelocity}</span>
      <svg viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">
        <linearGradient id={id}>
          <stop offset="0" stop-color={series[0]} />
          <stop offset="0.5" stop-color={background} />
          <stop offset="1" stop-color={series[1]} />
        </linearGradient>
        <rect width="100" height="10" fill={`url(#${id})`} />
      </svg>
      <span>pushed up, {fullVelocity}, on the way to the data</span>
    </p>
  );
};
