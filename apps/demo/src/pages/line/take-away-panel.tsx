import type { ReadonlySignal } from "@preact/signals";
import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import type { Layer } from "../../canvas/layer.js";
import { viewportOf } from "../../canvas/viewport.js";
import { figureTheme, isDark } from "../../shell/theme.js";
import { lossOffer } from "../../takeaway/loss-offer.js";
import { tooEarly } from "../../takeaway/obstacles.js";
import { type Offer, Offers } from "../../takeaway/offers.js";
import { tableOf } from "../../takeaway/text-table.js";
import { type LinePictures, pictureLayers, pictureTitles } from "./picture-layers.js";

/** CSS pixels of a picture, and how many of its own each of them has. */
const [width, height, ratio] = [600, 400, 2];

const pngOf = async (layers: readonly Layer[]): Promise<Uint8Array<ArrayBuffer>> => {
  const canvas = new OffscreenCanvas(width * ratio, height * ratio);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("picture: a canvas must be there to draw on, got none. Use another browser.");
  const theme = figureTheme.peek();
  context.scale(ratio, ratio);
  context.fillStyle = theme.background;
  context.fillRect(0, 0, width, height);
  const viewport = viewportOf(width, height, 1);
  for (const draw of layers) draw({ context, viewport, theme, isDark: isDark.peek() });
  const blob = await canvas.convertToBlob({ type: "image/png" });
  return new Uint8Array(await blob.arrayBuffer());
};

/** What can be taken along of a flow in one dimension. */
export const LinePanel = (props: LinePictures): JSX.Element => {
  const { session, clock, values } = props;
  const layers = useMemo(() => pictureLayers(props), [session, clock, values]);
  const { target } = values.value;
  const titles = pictureTitles(values.value);
  const picture = (
    id: string,
    title: string,
    still: ReadonlySignal<readonly Layer[]>,
    moving: ReadonlySignal<readonly Layer[]>,
  ): Offer => ({
    id,
    label: `${title}, PNG`,
    purpose: "As it is shown, 1200 pixels wide.",
    name: `nami-${target}-${id}.png`,
    type: "image/png",
    make: () => pngOf([...still.peek(), ...moving.peek()]),
  });
  const euler = session.euler.value;
  const losses = session.losses.value;
  const numbers: readonly Offer[] = [
    {
      id: "euler",
      label: "Euler steps, csv",
      purpose: "Times, places and velocities, on the network and on the exact field.",
      name: `nami-${target}-euler.csv`,
      type: "text/csv",
      obstacle: euler ? undefined : tooEarly,
      make: () => {
        const { learned, exact } = session.euler.peek()!;
        const rows = [...learned.t].map((t, i) => [
          i,
          t,
          learned.x[i],
          learned.velocity[i],
          exact.x[i],
          exact.velocity[i],
        ]);
        return tableOf(["step", "t", "x", "velocity", "x_exact", "velocity_exact"], rows);
      },
    },
    {
      id: "losses",
      label: "Losses, csv",
      purpose: "The loss of every training step.",
      name: `nami-${target}-losses.csv`,
      type: "text/csv",
      obstacle: losses.count > 0 ? undefined : tooEarly,
      make: () => {
        const { values: all, count } = session.losses.peek();
        return tableOf(
          ["step", "loss"],
          [...all.subarray(0, count)].map((loss, i) => [i + 1, loss]),
        );
      },
    },
  ];
  return (
    <Offers
      groups={[
        {
          title: "Pictures",
          offers: [
            picture("data", titles[0], layers.ofData, layers.exactPoint),
            picture("network", titles[1], layers.learned, layers.learnedPoint),
            lossOffer(`nami-${target}`, session.losses, session.optimum),
          ],
        },
        { title: "Numbers", offers: numbers },
      ]}
    />
  );
};
