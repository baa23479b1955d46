/*
 * Logarithm, sine and cosine from `+ - * /` alone.
 *
 * ECMAScript fixes these four and the square root to the last bit, but leaves Math.log and Math.sin to the engine,
 * and engines differ. Draws must not, so they use these. Both are Taylor series on a small interval after an exact
 * reduction: the coefficients are visibly right, and the remainder stays below a tenth of a unit in the last place.
 */

const bits = new Float64Array(1);
const words = new Uint32Array(bits.buffer);
bits[0] = 1;
/** Which of the two words holds sign and exponent: this depends on the byte order of the machine. */
const top = words[1] === 0 ? 0 : 1;

// ln 2 in two parts: the first has 32 bits, so that its product with an exponent is exact.
const ln2High = 0.6931471803691238;
const ln2Low = 1.9082149292705877e-10;

/**
 * Natural logarithm of a positive normal number, within 2 units in the last place.
 *
 * With `x = 2^e m` and `m` in [√½, √2): `ln x = e ln 2 + 2 artanh s`, `s = (m − 1)/(m + 1)`, `|s| < 0.172`, and
 * `artanh s = s + s³/3 + s⁵/5 + … + s²³/23`, its odd and even terms summed apart because that is faster.
 */
export function log(x: number): number {
  bits[0] = x;
  // The high word of √½ is 0x3fe6a09e: moving it to 0x3ff00000 lets the exponent field change at √½, not at 1.
  const head = words[top]! + (0x3ff00000 - 0x3fe6a09e);
  const exponent = (head >>> 20) - 1023;
  words[top] = (head & 0xfffff) + 0x3fe6a09e;
  const f = bits[0] - 1;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const odd = 1 / 3 + w * (1 / 7 + w * (1 / 11 + w * (1 / 15 + w * (1 / 19 + w / 23))));
  const even = 1 / 5 + w * (1 / 9 + w * (1 / 13 + w * (1 / 17 + w / 21)));
  const tail = z * odd + w * even;
  return exponent * ln2High + (2 * s + (2 * s * tail + exponent * ln2Low));
}

// cos and sin of whole quarter turns, 0 to 4.
const quarterCos = Float64Array.of(1, 0, -1, 0, 1);
const quarterSin = Float64Array.of(0, 1, 0, -1, 0);

/**
 * Cosine and sine of an angle in turns, `cos 2πv` and `sin 2πv`, each within 2 units in the last place.
 *
 * `v − q/4` with the nearest quarter `q` is exact, so nothing cancels; on the eighth of a turn that is left, the
 * Taylor series end at degrees 18 and 19. Turning back by `q` quarters is the addition theorem with exact factors.
 *
 * @param v turns, in [0, 1]
 * @param out receives the cosine at 0 and the sine at 1
 */
export function cosSinTurns(v: number, out: Float64Array): void {
  const quarter = Math.floor(4 * v + 0.5);
  const angle = (v - 0.25 * quarter) * (2 * Math.PI);
  const cos = cosSeries(angle * angle);
  const sin = angle * sinSeries(angle * angle);
  const turnCos = quarterCos[quarter]!;
  const turnSin = quarterSin[quarter]!;
  out[0] = cos * turnCos - sin * turnSin;
  out[1] = sin * turnCos + cos * turnSin;
}

/** cos θ from z = θ², |θ| ≤ π/4. */
function cosSeries(z: number): number {
  const w = z * z;
  const even = 1 / 24 + w * (1 / 40320 + w * (1 / 479001600 + w * (1 / 20922789888000)));
  const odd = 1 / 720 + w * (1 / 3628800 + w * (1 / 87178291200 + w * (1 / 6402373705728000)));
  return 1 - (0.5 * z - w * (even - z * odd));
}

/** sin θ / θ from z = θ², |θ| ≤ π/4. */
function sinSeries(z: number): number {
  const w = z * z;
  const even = 1 / 120 + w * (1 / 362880 + w * (1 / 6227020800 + w * (1 / 355687428096000)));
  const odd = 1 / 5040 + w * (1 / 39916800 + w * (1 / 1307674368000 + w * (1 / 121645100408832000)));
  return 1 - (z / 6 - w * (even - z * odd));
}
