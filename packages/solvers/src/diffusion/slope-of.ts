/** Points of the interpolation. */
const count = 9;

/**
 * Derivative of a smooth function at a time, from its values near it: the slope of the polynomial through nine Chebyshev
 * points. Exact but for rounding for polynomials to degree 8; about ten digits for the usual schedules.
 *
 * @param least the function is asked from here …
 * @param most … to here only
 * @see Berrut and Trefethen, Barycentric Lagrange interpolation (2004), section 9.3
 */
export const slopeOf =
  (f: (t: number) => number, least: number, most: number) =>
  (t: number): number => {
    const nearest = Math.min(t - least, most - t);
    const width = Math.min((most - least) / 16, nearest > 0 ? nearest / 8 : Infinity);
    const middle = t === least ? t + width : t === most ? t - width : t;
    // Chebyshev points of the second kind have both ends and the middle among them, so that t is always one.
    const points = Array.from(
      { length: count },
      (_, j) => middle + width * Math.cos((j * Math.PI) / (count - 1)),
    );
    const at = t === least ? count - 1 : t === most ? 0 : (count - 1) / 2;
    points[at] = t;
    const weight = (j: number): number => (j % 2 ? -1 : 1) * (j === 0 || j === count - 1 ? 0.5 : 1);
    const here = f(t);
    let slope = 0;
    for (let j = 0; j < count; j++)
      if (j !== at) slope += ((weight(j) / weight(at)) * (f(points[j]!) - here)) / (t - points[j]!);
    return slope;
  };
