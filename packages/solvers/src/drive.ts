import { NamiError, SolveError } from "@nami/errors";
import type { Step } from "./step.js";
import type { Awaitable, Clock, Derivative, Program, StepOutput, VectorSpace } from "./vector-space.js";

/** What the loop asks of its driver: run this program on these arguments. */
export interface Request<S> {
  readonly program: Program<S>;
  readonly states: readonly S[];
  readonly clocks: readonly Clock[];
}

/** Makes a request of a step; each step is lifted once a solve. */
export type Ask<S> = (step: Step, states: readonly S[], clocks?: readonly Clock[]) => Request<S>;

/** Requests of one derivative in one space. */
export const askIn = <S, T>(space: VectorSpace<S, T>, f: Derivative<S, T>): Ask<S> => {
  const programs = new Map<Step, Program<S>>();
  return (step, states, clocks = []) => {
    let program = programs.get(step);
    if (program === undefined) {
      program = space.lift(f, step);
      programs.set(step, program);
    }
    return { program, states, clocks };
  };
};

/** Goes on with a value that may have to be waited for. */
export const afterwards = <V, R>(value: Awaitable<V>, next: (value: V) => Awaitable<R>): Awaitable<R> =>
  value instanceof Promise ? value.then(next) : next(value);

/** The stepping loop, or a part of it: yields requests, is sent their outputs, returns a result. */
export type Loop<S, R> = Generator<Request<S>, R, StepOutput<S>>;

/** What a driver throws into its loop when a program throws. */
export class Thrown {
  constructor(readonly error: unknown) {}

  /** What the caller of the solve gets: errors of nami as they are, any other as the cause of one. */
  failure(details: unknown, subject = "solve: f"): unknown {
    const cause = this.error;
    if (cause instanceof NamiError) return cause;
    const message = `${subject} must not throw, got ${String(cause)}. See cause, and details for the last good state.`;
    return new SolveError(message, { cause, details });
  }
}

/** Runs a loop whose programs answer at once. An exception of a program goes through the loop and on to the caller. */
export const driveSync = <S, R>(loop: Loop<S, R>): R => {
  let next = loop.next();
  while (!next.done) {
    const { program, states, clocks } = next.value;
    let output: StepOutput<S>;
    try {
      output = program(states, clocks) as StepOutput<S>;
    } catch (error) {
      next = loop.throw(new Thrown(error));
      continue;
    }
    next = loop.next(output);
  }
  return next.value;
};

/** Runs a loop whose programs answer later; likewise. */
export const driveAsync = async <S, R>(loop: Loop<S, R>): Promise<R> => {
  let next = loop.next();
  while (!next.done) {
    const { program, states, clocks } = next.value;
    let output: StepOutput<S>;
    try {
      output = await program(states, clocks);
    } catch (error) {
      next = loop.throw(new Thrown(error));
      continue;
    }
    next = loop.next(output);
  }
  return next.value;
};
