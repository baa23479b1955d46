import { NamiError, SolveError } from "@nami/errors";
import type { Step } from "./step.js";
import type {
  Awaitable,
  Clock,
  Derivative,
  NextStep,
  Program,
  StepOutput,
  VectorSpace,
} from "./vector-space.js";

/** Runs a step on states; each step is lifted once a solve. */
export type Ask<S> = (
  step: Step,
  states: readonly S[],
  clocks?: readonly Clock[],
  next?: NextStep,
) => Awaitable<StepOutput<S>>;

/** A loop, or a part of it: yields what its programs answer, now or later, and is sent it back. */
export type Loop<S, R> = Generator<Awaitable<StepOutput<S>>, R, StepOutput<S>>;

/** What a loop sees where a program throws. */
export class Thrown {
  constructor(readonly error: unknown) {}

  /** What the caller of the solve gets: errors of nami as they are, any other as the cause of one. */
  failure(details: unknown, subject = "solve: f"): unknown {
    const cause = this.error;
    if (cause instanceof NamiError) return cause;
    const message = `${subject} must not throw, got ${String(cause)}. See its cause.`;
    return new SolveError(message, { cause, details });
  }
}

/** Steps on one derivative in one space. */
export const askIn = <S, T>(space: VectorSpace<S, T>, f: Derivative<S, T>): Ask<S> => {
  const programs = new Map<Step, Program<S>>();
  return (step, states, clocks = [], next) => {
    let program = programs.get(step);
    if (program === undefined) {
      program = space.lift(f, step);
      programs.set(step, program);
    }
    try {
      return program(states, clocks, next);
    } catch (error) {
      throw new Thrown(error);
    }
  };
};

/** Goes on with a value that may have to be waited for. */
export const afterwards = <V, R>(value: Awaitable<V>, next: (value: V) => Awaitable<R>): Awaitable<R> =>
  value instanceof Promise ? value.then(next) : next(value);

/** Starts at once in a space that answers at once, else by a promise, which its errors reject too. */
export const begin = <R>(
  { synchronous }: { readonly synchronous?: boolean },
  start: () => Awaitable<R>,
): Awaitable<R> => (synchronous ? start() : (async () => start())());

/** Runs a loop: at once while its programs answer at once, and by a promise from the first that does not. */
export const drive = <S, R>(loop: Loop<S, R>): Awaitable<R> => {
  let next = loop.next();
  while (!next.done) {
    if (next.value instanceof Promise) return waitFor(loop, next);
    next = loop.next(next.value);
  }
  return next.value;
};

const waitFor = async <S, R>(
  loop: Loop<S, R>,
  first: IteratorResult<Awaitable<StepOutput<S>>, R>,
): Promise<R> => {
  let next = first;
  while (!next.done)
    next = await Promise.resolve(next.value).then(
      (output) => loop.next(output),
      (error) => loop.throw(new Thrown(error)),
    );
  return next.value;
};
