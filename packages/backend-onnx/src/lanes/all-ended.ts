/**
 * The results of calls that were begun together, when all of them have ended: nothing is freed under one that still
 * runs, and no failure goes unseen.
 *
 * @throws what the first of those that failed has thrown
 */
export async function allEnded<T extends readonly unknown[]>(
  calls: readonly [...{ [K in keyof T]: Promise<T[K]> }],
): Promise<T> {
  await Promise.allSettled(calls);
  return Promise.all(calls) as Promise<T>;
}
