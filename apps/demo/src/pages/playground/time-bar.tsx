import type { JSX } from "preact";
import type { MotionClock } from "../../canvas/clock.js";
import { timeAt } from "../../canvas/frames.js";
import { Slider } from "../../controls/slider.js";
import type { SessionView } from "../../session/session.js";

/** The time of the motion: by hand, and running either way. */
export const TimeBar = ({
  clock,
  session,
}: {
  readonly clock: MotionClock;
  readonly session: Pick<SessionView, "motion">;
}): JSX.Element => {
  const times = session.motion.value?.times;
  const show = (place: number): string => `t = ${(times ? timeAt(times, place) : 1 - place).toFixed(2)}`;
  const direction = clock.direction.value;
  const button = (way: "toData" | "toNoise", text: string): JSX.Element => (
    <button
      type="button"
      aria-pressed={direction === way}
      onClick={() => (direction === way ? clock.stop() : clock.run(way))}
    >
      {text}
    </button>
  );
  return (
    <section class="time-bar" aria-label="Time of the motion">
      {button("toNoise", "◀ To noise")}
      <Slider
        label="Time"
        value={clock.place.value}
        min={0}
        max={1}
        step={0.01}
        show={show}
        onInput={(place) => {
          clock.stop();
          clock.place.value = place;
        }}
      />
      {button("toData", "To data ▶")}
    </section>
  );
};
