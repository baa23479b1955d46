export const writeTable = (_: readonly string[]): void => {};
