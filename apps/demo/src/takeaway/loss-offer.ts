import type { ReadonlySignal } from "@preact/signals";
import type { LossRecord } from "../session/loss-record.js";
import { figureTheme } from "../shell/theme.js";
import { tooEarly } from "./obstacles.js";
import type { Offer } from "./offers.js";

/** The chart of the losses as a file. */
export const lossOffer = (
  name: string,
  losses: ReadonlySignal<LossRecord>,
  optimum: ReadonlySignal<number | undefined>,
): Offer => ({
  id: "loss-svg",
  label: "Loss, SVG",
  purpose: "The loss over the steps, with its average and the optimum.",
  name: `${name}-loss.svg`,
  type: "image/svg+xml",
  obstacle: losses.value.count > 0 ? undefined : tooEarly,
  make: async () =>
    (await import("./chart-svg.js")).lossSvg(losses.peek(), optimum.peek(), figureTheme.peek()),
});
