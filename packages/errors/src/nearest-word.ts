/** The number of letters to insert, leave out, replace or swap with a neighbour to make one word of another. */
export const editDistance = (a: string, b: string): number => {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const swapped =
        i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? beforeLast[j - 2]! + 1 : Infinity;
      row.push(Math.min(replaced, swapped, last[j]! + 1, row[j - 1]! + 1));
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length]!;
};

/** Compared without case, hyphens and underscores. */
const plain = (word: string): string => word.toLowerCase().replace(/[-_]/g, "");

/**
 * The known word that was likely meant.
 *
 * @returns the nearest within a third of the letters (at least 1), else the first with the word between its colons, or
 * nothing
 * @example
 * nearestWord("batch_size", ["steps", "batchSize"]) // "batchSize"
 * nearestWord("wasm", ["tfjs:wasm", "tfjs:cpu"]) // "tfjs:wasm"
 */
export const nearestWord = (word: string, known: readonly string[]): string | undefined => {
  const [best] = known
    .map((name) => ({ name, distance: editDistance(plain(word), plain(name)) }))
    .sort((a, b) => a.distance - b.distance);
  return best !== undefined && best.distance <= Math.max(1, Math.floor(word.length / 3))
    ? best.name
    : known.find((name) => name.includes(":") && name.split(":").map(plain).includes(plain(word)));
};
