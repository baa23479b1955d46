import { computed, type ReadonlySignal, signal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { Layer } from "../canvas/layer.js";
import { LayeredCanvas } from "../canvas/layered-canvas.js";
import type { LossRecord } from "../session/loss-record.js";
import { lossCurve } from "./loss-curve.js";

const unused = signal(1);

/** The loss over the steps, beside the loss of a perfect model. */
export const LossChart = ({
  losses,
  optimum,
}: {
  readonly losses: ReadonlySignal<LossRecord>;
  readonly optimum: ReadonlySignal<number | undefined>;
}): JSX.Element => {
  const layers = useMemo(
    () => computed<readonly Layer[]>(() => [lossCurve(losses.value, optimum.value)]),
    [losses, optimum],
  );
  return (
    <div class="loss-chart" role="img" aria-label="The loss over the training steps">
      <LayeredCanvas layers={layers} halfWidth={unused} />
    </div>
  );
};
