/** A rising list, with a place for a value that it lacks. */
export const withPlaceFor = (value: number, values: readonly number[]): readonly number[] =>
  values.includes(value) ? values : [...values, value].sort((a, b) => a - b);
