import {
  add,
  cast,
  cos,
  exp,
  mul,
  normal,
  randint,
  reshape,
  sin,
  slice,
  split,
  stack,
  sub,
  type Tensor,
} from "@nami/tensor-backend";
import { drawRows, planar, type Toy } from "./toy.js";

/**
 * Five bent arms: with f = (1 + 0.3 a, 0.1 b), a and b standard normal, and angle 2πk/5 + ¼ eᶠ⁰, k one of 0 … 4, the
 * point is twice f turned clockwise by the angle.
 *
 * FFJORD's (after Johnson et al. 2016). The bend depends on f itself, so there is no closed density: `logProb` and
 * `entropy` are left out.
 *
 * @example pinwheel().sample(1000, { key: key(0) }).shape; // [1000, 2]
 */
export function pinwheel(): Toy {
  return Object.freeze<Toy>({
    name: "pinwheel",
    eventShape: planar,
    sample: (shape, options) =>
      drawRows("pinwheel", shape, options, ({ rows, draws }) => {
        const [armKey, pointKey] = split(options.key);
        const arm = cast(randint(armKey, rows, { high: 5, firstRow: draws.firstRow }), draws.dtype);
        const drawn = normal(pointKey, [...rows, 2], draws);
        const part = (index: number): Tensor =>
          reshape(slice(drawn, [...rows.map(() => 0), index], [...rows, 1]), rows);
        const radial = add(mul(part(0), 0.3), 1);
        const tangential = mul(part(1), 0.1);
        const angle = add(mul(arm, (2 * Math.PI) / 5), mul(exp(radial), 0.25));
        const x = add(mul(radial, cos(angle)), mul(tangential, sin(angle)));
        const y = sub(mul(tangential, cos(angle)), mul(radial, sin(angle)));
        return mul(stack([x, y], -1), 2);
      }),
  });
}
