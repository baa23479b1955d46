/** The error that contenders must reach. */
export const goal = 1e-7;

/** What a worker says first: the tolerance that it takes; none where it does not reach the goal. */
export interface OdeReady {
  readonly tolerance?: number | undefined;
}

/** What it answers to every message: the time of one solve. */
export interface OdeTurn {
  readonly milliseconds: number;
}

/** What a worker of rows says first: where it ends. */
export interface RowsReady {
  readonly end: readonly number[];
}
