import { computed } from "@preact/signals";
import type { Session } from "../../session/session.js";
import type { Phase } from "../../session/training-record.js";
import type { Transport } from "../playground/transport-bar.js";

/** Of two phases the one that tells more: training goes on while either side trains. */
const order: readonly Phase[] = [
  "broken",
  "recovering",
  "training",
  "pausing",
  "starting",
  "paused",
  "finished",
];

/** Two sessions that go together. */
export const joined = (a: Session, b: Session): Transport => ({
  phase: computed(
    () => order.find((phase) => a.phase.value === phase || b.phase.value === phase) ?? "starting",
  ),
  step: computed(() => Math.min(a.step.value, b.step.value)),
  stepsPerSecond: computed(() => a.stepsPerSecond.value + b.stepsPerSecond.value),
  computes: computed(() => (a.computes.value === b.computes.value ? a.computes.value : "")),
  play: () => {
    a.play();
    b.play();
  },
  pause: () => {
    a.pause();
    b.pause();
  },
  stepOnce: () => {
    a.stepOnce();
    b.stepOnce();
  },
});
