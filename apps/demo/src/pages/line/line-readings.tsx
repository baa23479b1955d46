import type { JSX } from "preact";
import { fixedNumber } from "../../charts/axis.js";
import type { LineSession } from "../../line/line-session.js";
import { Reading } from "../playground/readings-panel.js";

/** How good the network is, each number beside the best that it could be. */
export const LineReadings = ({ session }: { readonly session: LineSession }): JSX.Element => {
  const look = session.look.value;
  return (
    <dl class="readings" aria-label="Readings">
      <Reading
        id="wasserstein"
        name="Distance of samples from data, W₂"
        value={fixedNumber(look?.wasserstein)}
        beside="the exact field: 0"
      />
      <Reading
        id="field"
        name="Distance from the exact field"
        value={fixedNumber(look?.fieldError, 4)}
        beside="a perfect network: 0"
      />
    </dl>
  );
};
