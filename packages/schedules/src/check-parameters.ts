import { OptionError } from "@nami/errors";

/**
 * @param caller the function that speaks
 * @param values by name
 * @throws OptionError for a value that is not positive and finite
 */
export function checkPositive(caller: string, values: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(values))
    if (!(value > 0 && value < Infinity))
      throw new OptionError(
        `${caller}: ${name} must be positive and finite, got ${String(value)}. Pass ${name} > 0.`,
      );
}

/** @throws OptionError unless both are positive and finite and the second is the larger one */
export function checkRange(caller: string, values: Readonly<Record<string, number>>): void {
  checkPositive(caller, values);
  const [[low, least], [high, most]] = Object.entries(values) as [[string, number], [string, number]];
  if (!(most > least))
    throw new OptionError(
      `${caller}: ${high} must exceed ${low} (${least}), got ${most}. Pass ${high} > ${low}.`,
    );
}
