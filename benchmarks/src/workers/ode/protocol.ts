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

/** What the worker of rows says. */
export interface RowsAnswer {
  readonly question: string;
  /** Time of the solves in units of the time of the rows: the median, and each round's. */
  readonly ratio: number;
  readonly ratios: readonly number[];
  readonly "largest difference": number;
}
