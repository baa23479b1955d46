/*
 * The coefficients and the split into intervals are those of s_erf.c in fdlibm 5.3:
 *
 * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved.
 * Developed at SunPro, a Sun Microsystems, Inc. business.
 * Permission to use, copy, modify, and distribute this software is freely granted, provided that this notice is
 * preserved.
 */

/** 2/√π − 1, the slope of erf at 0 less one. */
const slope = 0.1283791670955126;
/** erf(1) cut to 24 bits, about which the second interval is expanded. */
const nearOne = 0.8450629115104675;

/** Numerators (p, lowest power first) and denominators (q, from the first power on; the constant is 1). */
const intervals = {
  /** |x| < 0.84375, in x² */
  small: {
    p: [
      0.12837916709551256, -0.3250421072470015, -0.02848174957559851, -0.005770270296489442,
      -2.3763016656650163e-5,
    ],
    q: [
      0.39791722395915535, 0.0650222499887673, 0.005081306281875766, 0.00013249473800432164,
      -3.960228278775368e-6,
    ],
  },
  /** 0.84375 ≤ |x| < 1.25, in |x| − 1 */
  middle: {
    p: [
      -0.0023621185607526594, 0.41485611868374833, -0.3722078760357013, 0.31834661990116175,
      -0.11089469428239668, 0.035478304325618236, -0.002166375594868791,
    ],
    q: [
      0.10642088040084423, 0.540397917702171, 0.07182865441419627, 0.12617121980876164, 0.01363708391202905,
      0.011984499846799107,
    ],
  },
  /** 1.25 ≤ |x| < 1/0.35, in x⁻² */
  large: {
    p: [
      -0.009864944034847148, -0.6938585727071818, -10.558626225323291, -62.375332450326006,
      -162.39666946257347, -184.60509290671104, -81.2874355063066, -9.814329344169145,
    ],
    q: [
      19.651271667439257, 137.65775414351904, 434.56587747522923, 645.3872717332679, 429.00814002756783,
      108.63500554177944, 6.570249770319282, -0.0604244152148581,
    ],
  },
  /** 1/0.35 ≤ |x| < 6, in x⁻² */
  tail: {
    p: [
      -0.0098649429247001, -0.799283237680523, -17.757954917754752, -160.63638485582192, -637.5664433683896,
      -1025.0951316110772, -483.5191916086514,
    ],
    q: [
      30.33806074348246, 325.7925129965739, 1536.729586084437, 3199.8582195085955, 2553.0504064331644,
      474.52854120695537, -22.44095244658582,
    ],
  },
} as const;

/** p(x) / (1 + x·q(x)) by Horner's rule. */
function rational(
  x: number,
  { p, q }: { readonly p: readonly number[]; readonly q: readonly number[] },
): number {
  let numerator = 0;
  let denominator = 0;
  for (let k = p.length - 1; k >= 0; k--) numerator = numerator * x + p[k]!;
  for (let k = q.length - 1; k >= 0; k--) denominator = denominator * x + q[k]!;
  return numerator / (1 + x * denominator);
}

/**
 * The error function erf(x) = 2/√π ∫₀ˣ exp(−s²) ds, to less than 1 unit in the last place, small x included.
 *
 * For |x| < 0.84375 it is x + x·R(x²), which keeps the relative accuracy of tiny x; then an expansion about 1; then
 * 1 − exp(−x²)/x·R(x⁻²), with x² split so that the exponent is exact. From 6 on it is 1.
 *
 * @param x any number; NaN gives NaN, ±∞ gives ±1, −0 gives −0
 * @returns a number in [−1, 1]
 * @example erf(0.5) // 0.5204998778130465
 * @see fdlibm 5.3, s_erf.c. Deviation: x is cut to 24 bits (fround) where fdlibm clears the low word.
 */
export function erf(x: number): number {
  const size = Math.abs(x);
  if (Number.isNaN(x)) return x;
  // Below 2⁻²⁸ the square does not matter; the factor 8 keeps subnormal products exact.
  if (size < 2 ** -28) return 0.125 * (8 * x + 8 * slope * x);
  if (size < 0.84375) return x + x * rational(x * x, intervals.small);
  const sign = x < 0 ? -1 : 1;
  if (size < 1.25) return sign * (nearOne + rational(size - 1, intervals.middle));
  if (size >= 6) return sign;
  const cut = Math.fround(size);
  const ratio = rational(1 / (size * size), size < 1 / 0.35 ? intervals.large : intervals.tail);
  const complement = Math.exp(-cut * cut - 0.5625) * Math.exp((cut - size) * (cut + size) + ratio);
  return sign * (1 - complement / size);
}
