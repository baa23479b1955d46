/**
 * Rows as lines: names to the left, values to the right, what they should be behind.
 *
 * @returns one line a row, indented by two
 */
export const tableLines = (
  rows: readonly (readonly [name: string, value: string, aim: string])[],
): string[] => {
  const width = (column: 0 | 1): number => Math.max(0, ...rows.map((row) => row[column].length));
  const [names, values] = [width(0), width(1)];
  return rows.map(([name, value, aim]) =>
    `  ${name.padEnd(names)}  ${value.padStart(values)}  ${aim}`.trimEnd(),
  );
};
