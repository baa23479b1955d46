import { polynomial, type ShaderAlgebra } from "./algebra.js";

/** π in three parts whose products with integers up to 2¹³ are exact in float32; Cephes, `sinf`. */
const pi = [3.140625, 9.675025939941406e-4, 1.509957990978376e-7];

/** Coefficients of (sin(r) − r)/r³ in r² for |r| ≤ π/2, highest power first; SLEEF, `sinf_u35`. */
const sineSeries = [2.6083159809786594e-6, -1.9810690719168633e-4, 8.33307858556509e-3, -0.16666659712791443];

function sineOf<V>(m: ShaderAlgebra<V>, r: V): V {
  const square = m.mul(r, r);
  return m.add(r, m.mul(m.mul(square, polynomial(m, sineSeries, square)), r));
}

/** x − kπ without cancellation. */
function reduced<V>(m: ShaderAlgebra<V>, x: V, k: V): V {
  return pi.reduce<V>((rest, part) => m.sub(rest, m.mul(k, part)), x);
}

/** (−1)ᵏ times `sign` for whole k. */
function alternating<V>(m: ShaderAlgebra<V>, k: V, sign: 1 | -1): V {
  const odd = m.sub(k, m.mul(m.floor(m.mul(k, 0.5)), 2));
  return m.add(m.mul(odd, -2 * sign), sign);
}

/** sin x = (−1)ᵏ sin(x − kπ), for |x| up to 2¹³π. Shaders may err by 2⁻¹¹. */
export function sin<V>(m: ShaderAlgebra<V>, x: V): V {
  const k = m.floor(m.add(m.mul(x, 1 / Math.PI), 0.5));
  return m.mul(alternating(m, k, 1), sineOf(m, reduced(m, x, k)));
}

/** cos x = −(−1)ᵏ sin(x − (k + ½)π), for |x| up to 2¹³π. */
export function cos<V>(m: ShaderAlgebra<V>, x: V): V {
  const k = m.floor(m.mul(x, 1 / Math.PI));
  return m.mul(alternating(m, k, -1), sineOf(m, reduced(m, x, m.add(k, 0.5))));
}
