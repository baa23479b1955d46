/**
 * Derivative of a smooth function at a time, from its values near it: the slope of the quartic through five points, all on one
 * side at an end. Eight digits or more for the usual schedules.
 *
 * @param least the function is asked from here …
 * @param most … to here only
 */
export const slopeOf =
  (f: (t: number) => number, least: number, most: number) =>
  (t: number): number => {
    const nearest = Math.min(t - least, most - t);
    // Near an end, and near 0, a schedule may bend as a root does.
    const scale = nearest > 0 ? nearest : Math.abs(t) || 1;
    const h = Math.min((most - least) / 2048, scale / 256) * (t === most ? -1 : 1);
    const [first, weights] = nearest > 0 ? [-2, [1, -8, 0, 8, -1]] : [0, [-25, 48, -36, 16, -3]];
    return weights.reduce((sum, w, i) => sum + w * f(t + (first + i) * h), 0) / (12 * h);
  };
