/** How the stochastic integral of an equation is meant: its sums take the diffusion at the left end, or in the middle. */
export type Calculus = "ito" | "stratonovich";

/**
 * `dy = f(y, t) dt + g(y, t) dW`, with one Brownian path for each element of y (diagonal noise).
 *
 * The two readings differ by a drift: the Stratonovich equation with drift f is the Itô equation with drift f + ½ g ∂g/∂y.
 * They agree where g does not depend on y (additive noise).
 *
 * @typeParam F functions of state and time, as `solve` takes them
 */
export interface SdeProblem<F, C extends Calculus = Calculus> {
  readonly drift: F;
  /** Shaped like y. */
  readonly diffusion: F;
  /** How the equation is meant. Left out, it is meant as the method takes it. */
  readonly calculus?: C;
}
