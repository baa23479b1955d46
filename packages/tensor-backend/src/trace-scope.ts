/** Traces under way, innermost last. Tracing is synchronous, so one stack serves everybody. */
const scopes: object[] = [];

/** The trace under way, if any. */
export function currentTrace(): object | undefined {
  return scopes.at(-1);
}

/** Runs `fn` as part of a trace. */
export function withinTrace<R>(trace: object, fn: () => R): R {
  scopes.push(trace);
  try {
    return fn();
  } finally {
    scopes.pop();
  }
}
