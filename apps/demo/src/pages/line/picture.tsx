import { type ReadonlySignal, signal } from "@preact/signals";
import type { JSX } from "preact";
import type { Layer } from "../../canvas/layer.js";
import { LayeredCanvas } from "../../canvas/layered-canvas.js";

const unused = signal(1);

/** One picture over time and place: what is still below, what moves above. */
export const Picture = ({
  id,
  title,
  label,
  still,
  moving,
}: {
  readonly id: string;
  readonly title: string;
  /** What it shows, for screen readers. */
  readonly label: string;
  readonly still: ReadonlySignal<readonly Layer[]>;
  readonly moving: ReadonlySignal<readonly Layer[]>;
}): JSX.Element => (
  <section class="card line-picture" aria-labelledby={id}>
    <h2 id={id}>{title}</h2>
    <div class="line-canvas" role="img" aria-label={label}>
      <LayeredCanvas layers={still} halfWidth={unused} />
      <LayeredCanvas layers={moving} halfWidth={unused} />
    </div>
  </section>
);
