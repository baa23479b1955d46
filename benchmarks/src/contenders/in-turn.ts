/**
 * Times of functions in this process that take turns, in ms, in the order in which they were taken; after one round
 * that is not counted.
 */
export async function inTurn(
  contenders: Readonly<Record<string, () => Promise<void>>>,
  rounds: number,
): Promise<Readonly<Record<string, readonly number[]>>> {
  const times: Record<string, number[]> = {};
  for (let round = -1; round < rounds; round++)
    for (const [name, run] of Object.entries(contenders)) {
      const start = performance.now();
      await run();
      const elapsed = performance.now() - start;
      times[name] ??= [];
      if (round >= 0) times[name].push(elapsed);
    }
  return times;
}
