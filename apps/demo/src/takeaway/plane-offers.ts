import type { ReadonlySignal } from "@preact/signals";
import type { MotionClock } from "../canvas/clock.js";
import type { PlaneView } from "../canvas/plane-layers.js";
import { figureTheme, isDark } from "../shell/theme.js";
import type { Format } from "./formats.js";
import { makeFile } from "./make-file.js";
import type { Offer } from "./offers.js";
import type { Wanted, WantedPicture } from "./wanted.js";

/** A picture of the plane as it is shown at this moment. */
export const pictureNow = (
  kind: WantedPicture["kind"],
  view: ReadonlySignal<PlaneView>,
  clock: MotionClock,
  title: string,
): WantedPicture => ({
  kind,
  view: view.peek(),
  place: clock.place.peek(),
  direction: clock.direction.peek(),
  theme: figureTheme.peek(),
  isDark: isDark.peek(),
  title,
});

/** A file that a worker makes. */
export const madeOffer = (
  { kind, label, purpose, ending, type }: Format,
  name: string,
  wanted: (signal: AbortSignal) => Wanted | Promise<Wanted>,
): Offer => ({
  id: kind,
  label,
  purpose,
  name: name + ending,
  type,
  make: async (signal, onProgress) => makeFile(await wanted(signal), signal, onProgress),
});
