import { reverseTime as reverseSchedule } from "@nami/schedules";
import { type Numeric, neg, sub } from "@nami/tensor-backend";
import type { Path, PathArguments } from "./path.js";

const originals: WeakMap<Path, Path> = /* @__PURE__ */ new WeakMap();

/**
 * The same path in the other convention of time, t′ = 1 − t: source at t′ = 0, target at t′ = 1.
 *
 * Points stay where they are; velocities change their sign. Reversing twice gives back the path itself.
 *
 * @example reverseTime(linearPath()).velocity({ target, source, t: 0.5 }); // target − source
 */
export function reverseTime(path: Path): Path {
  const original = originals.get(path);
  if (original) return original;
  const turn = ({ t, ...ends }: PathArguments): PathArguments => ({ ...ends, t: oneMinus(t) });
  const schedule = reverseSchedule(path.schedule);
  const reversed: Path = Object.freeze({
    ...path,
    schedule,
    orientation: schedule.orientation,
    sample(ends) {
      const { xt, ut } = path.sample(turn(ends));
      return { xt, ut: neg(ut) };
    },
    interpolate: (ends) => path.interpolate(turn(ends)),
    velocity: (ends) => neg(path.velocity(turn(ends))),
  } satisfies Path);
  originals.set(reversed, path);
  return reversed;
}

function oneMinus(t: Numeric): Numeric {
  return typeof t === "number" ? 1 - t : sub(1, t);
}
