import type { Elementwise } from "@nami/tensor-backend";

/**
 * Half the angle with a given sine and cosine in the first quadrant: atan u for u = sin/(1 + cos), twice halved by
 * atan u = 2 atan(u/(1 + √(1 + u²))), and then by its power series, whose first term left out is below 2⁻⁵⁴.
 */
function eighth<T>(sine: T, cosine: T, m: Elementwise<T>): T {
  const halved = (u: T): T => m.div(u, m.add(1, m.sqrt(m.add(1, m.square(u)))));
  const u = halved(halved(m.div(sine, m.add(1, cosine))));
  const minusSquare = m.neg(m.square(u));
  let series: T | number = 1 / 21;
  for (let odd = 19; odd > 0; odd -= 2) series = m.add(m.mul(minusSquare, series), 1 / odd);
  return m.mul(u, series);
}

/**
 * The angle in [0, π/2] with a given sine and cosine, as a share of the quarter turn: exactly 0, ½ and 1 where it should be.
 *
 * @param sine of the angle; sin² + cos² is 1 but for rounding
 */
export function quarters<T>(sine: T, cosine: T, m: Elementwise<T>): T {
  const turned = eighth(sine, cosine, m);
  return m.div(turned, m.add(turned, eighth(cosine, sine, m)));
}
