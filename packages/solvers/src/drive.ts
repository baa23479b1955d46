import type { Step } from "./step.js";
import type { Clock, Program, StepOutput } from "./vector-space.js";

/** What the loop asks of its driver: run this program on these arguments. */
export interface Request<S> {
  readonly program: Program<S>;
  readonly states: readonly S[];
  readonly clocks: readonly Clock[];
}

/** Makes a request of a step; each step is lifted once a solve. */
export type Ask<S> = (step: Step, states: readonly S[], clocks?: readonly Clock[]) => Request<S>;

/** The stepping loop, or a part of it: yields requests, is sent their outputs, returns a result. */
export type Loop<S, R> = Generator<Request<S>, R, StepOutput<S>>;

/** Runs a loop whose programs answer at once. An exception of a program ends it: plain states need no release. */
export const driveSync = <S, R>(loop: Loop<S, R>): R => {
  let next = loop.next();
  while (!next.done) {
    const { program, states, clocks } = next.value;
    next = loop.next(program(states, clocks) as StepOutput<S>);
  }
  return next.value;
};

/**
 * Runs a loop whose programs answer later. An exception of a program goes through the loop, so that it can release
 * what it holds, and on to the caller.
 */
export const driveAsync = async <S, R>(loop: Loop<S, R>): Promise<R> => {
  let next = loop.next();
  while (!next.done) {
    const { program, states, clocks } = next.value;
    try {
      next = loop.next(await program(states, clocks));
    } catch (error) {
      next = loop.throw(error);
    }
  }
  return next.value;
};
