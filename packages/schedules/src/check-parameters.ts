import { OptionError } from "@nami/errors";

/**
 * @param caller the function that speaks
 * @param values by name
 * @param left options that nobody reads
 * @throws OptionError for a value that is not positive and finite, or an option that is left
 */
export function checkPositive(
  caller: string,
  values: Readonly<Record<string, number>>,
  left: object = {},
): void {
  checkNone(caller, left);
  for (const [name, value] of Object.entries(values))
    if (!(value > 0 && value < Infinity))
      throw new OptionError(
        `${caller}: ${name} must be positive and finite, got ${value}. Pass ${name} > 0.`,
      );
}

/** @throws OptionError when there are options left that nobody reads */
export function checkNone(caller: string, left: object): void {
  for (const name in left)
    throw new OptionError(`${caller}: options must be known, got ${name}. Leave it out.`);
}

/** @throws OptionError as {@link checkPositive}, and unless the second value is larger than the first */
export function checkRange(caller: string, values: Readonly<Record<string, number>>, left: object): void {
  checkPositive(caller, values, left);
  const [[low, least], [high, most]] = Object.entries(values) as [[string, number], [string, number]];
  if (!(most > least))
    throw new OptionError(
      `${caller}: ${high} must exceed ${low} (${least}), got ${most}. Pass ${high} > ${low}.`,
    );
}
