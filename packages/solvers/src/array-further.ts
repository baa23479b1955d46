import { addScaled } from "./array-kernels.js";
import type { ArrayAlgebra, ArrayParts } from "./array-space.js";

/** What diffusion samplers ask of the arithmetic of arrays beyond `solve`. */
export const blending = ({ take }: ArrayParts): Pick<ArrayAlgebra, "blend"> => ({
  blend: (factors, states) => {
    const out = take(states[0]!.length).fill(0);
    states.forEach((y, i) => {
      const factor = factors[i]!;
      addScaled(out, factor, factor.length === 1 && factor[0] === 0 ? 0 : 1, y);
    });
    return out;
  },
});

/** What stochastic equations ask of it. */
export const multiplying = ({ take, call }: ArrayParts): Pick<ArrayAlgebra, "apply" | "times"> => ({
  apply: (g, y, t) => {
    const out = take(y.length);
    call(g)(y, t, out);
    return out;
  },
  times: (a, b) => {
    const out = take(a.length);
    for (let p = 0; p < out.length; p++) out[p] = a[p]! * b[p]!;
    return out;
  },
});
