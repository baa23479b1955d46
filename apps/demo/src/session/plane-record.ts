import { batch, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Arrows, Density, HalfWidth, Motion } from "./protocol.js";

/** What is there to see of a flow in the plane. */
export interface PlaneViews {
  readonly halfWidth: ReadonlySignal<HalfWidth>;
  readonly motion: ReadonlySignal<Motion | undefined>;
  readonly arrows: ReadonlySignal<Arrows | undefined>;
  readonly density: ReadonlySignal<Density | undefined>;
}

/** The signals of these views, kept by what a worker reports. */
export interface PlaneRecord {
  readonly views: { readonly [Name in keyof PlaneViews]: Signal<PlaneViews[Name]["value"]> };
  hear(report: Motion | Arrows | Density): void;
  /** Forgets all but how much of the plane is shown. */
  forget(): void;
}

/** @param halfWidth until it is known */
export const planeRecord = (halfWidth: HalfWidth): PlaneRecord => {
  const motion = signal<Motion | undefined>(undefined);
  const arrows = signal<Arrows | undefined>(undefined);
  const density = signal<Density | undefined>(undefined);
  return {
    views: { halfWidth: signal(halfWidth), motion, arrows, density },
    hear: (report) => {
      switch (report.kind) {
        case "motion":
          motion.value = report;
          break;
        case "arrows":
          arrows.value = report;
          break;
        case "density":
          density.value = report;
          break;
      }
    },
    forget: () =>
      batch(() => {
        for (const view of [motion, arrows, density]) view.value = undefined;
      }),
  };
};
