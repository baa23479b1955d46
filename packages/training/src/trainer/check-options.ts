import { OptionError } from "@nami/errors";

/** @throws OptionError unless a value is a positive integer */
export function checkCount(caller: string, name: string, value: number): void {
  if (Number.isSafeInteger(value) && value >= 1) return;
  throw new OptionError(`${caller}: ${name} must be a positive integer, got ${value}. Pass 1 or more.`);
}
