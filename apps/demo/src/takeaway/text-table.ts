/** A table as a csv file: a line of names, then rows; texts hold no quotes, commas or line ends. */
export const tableOf = (
  names: readonly string[],
  rows: readonly (readonly (string | number | undefined)[])[],
): Uint8Array<ArrayBuffer> => {
  const lines = [names, ...rows].map((row) => row.map((cell) => cell ?? "").join(","));
  return new TextEncoder().encode(`${lines.join("\n")}\n`);
};
