import { ticksBetween } from "./ticks.js";

/** One axis of a chart. */
export interface ChartAxis {
  readonly label: string;
  readonly low: number;
  readonly high: number;
  /** Equal steps for equal factors; both ends are above 0. */
  readonly isLogarithmic?: boolean;
}

/** Where a value lies between the ends: 0 at the low one, 1 at the high one. Infinite values stay infinite. */
export const placeOn = ({ low, high, isLogarithmic = false }: ChartAxis, value: number): number =>
  isLogarithmic
    ? (value > 0 ? Math.log(value / low) : value === 0 ? Number.NEGATIVE_INFINITY : Number.NaN) /
      Math.log(high / low)
    : (value - low) / (high - low);

/** The value at a place. */
export const valueAt = ({ low, high, isLogarithmic = false }: ChartAxis, place: number): number =>
  isLogarithmic ? low * (high / low) ** place : low + (high - low) * place;

/** Values with a label: round numbers, or powers of ten; over a few decades also their doubles and fives. */
export const ticksOn = ({ low, high, isLogarithmic = false }: ChartAxis, most: number): readonly number[] => {
  if (!isLogarithmic) return ticksBetween(low, high, most);
  const [first, last] = [Math.ceil(Math.log10(low) - 1e-9), Math.floor(Math.log10(high) + 1e-9)];
  if (last - first < 3)
    return [-1, 0, 1, 2]
      .flatMap((k) => [1, 2, 5].map((digit) => digit * 10 ** (first + k)))
      .filter((value) => value >= low && value <= high);
  const stride = Math.max(1, Math.ceil((last - first + 1) / most));
  const powers: number[] = [];
  for (let power = first; power <= last; power += stride) powers.push(10 ** power);
  return powers;
};

/** The text of a number with a true minus, as wide as a plus. */
export const withMinus = (text: string): string => text.replace("-", "−");

/** A number with so many digits after the point, a large one for people, a dash for none. */
export const fixedNumber = (value: number | undefined, digits = 3): string =>
  value !== undefined && Math.abs(value) < 1e4 ? withMinus(value.toFixed(digits)) : shownNumber(value);

/** A number for people: few digits, a true minus, and ∞ by its sign. */
export const shownNumber = (value: number | undefined): string => {
  if (value === undefined || Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  const text =
    size === 0
      ? "0"
      : size >= 1e5
        ? size.toExponential(2).replace(/\.?0*e\+/, "e")
        : size >= 1000
          ? size.toLocaleString("en", { maximumFractionDigits: 0 })
          : size >= 1e-4
            ? String(Number(size.toPrecision(3)))
            : size.toExponential(1).replace(".0e", "e").replace("e-", "e−");
  return value < 0 ? `−${text}` : text;
};
