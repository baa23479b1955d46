/**
 * What went wrong, as a word that a program can switch on.
 *
 * - `shape`: shapes or dtypes do not fit together
 * - `option`: an argument or option is outside of what is allowed
 * - `capability`: this backend, runtime or installation cannot do it
 * - `solve`: a numerical solve ended without success
 * - `data`: input data, a file or a checkpoint is not what it should be
 */
export type ErrorCode = "shape" | "option" | "capability" | "solve" | "data";

/**
 * Base of all errors that nami throws on purpose.
 *
 * Messages have one form: `<function>: <rule>, got <value>. <remedy>`.
 *
 * @example
 * try { train(config) } catch (error) {
 *   if (error instanceof NamiError && error.code === "data") console.warn(error.message);
 * }
 */
export abstract class NamiError extends Error {
  abstract readonly code: ErrorCode;
}

/** Shapes or dtypes do not fit together. */
export class ShapeError extends NamiError {
  override readonly code = "shape";
  override readonly name = "ShapeError";
}

/** An argument or option is outside of what is allowed. */
export class OptionError extends NamiError {
  override readonly code = "option";
  override readonly name = "OptionError";
}

/** This backend, runtime or installation cannot do what was asked. */
export class CapabilityError extends NamiError {
  override readonly code = "capability";
  override readonly name = "CapabilityError";
}

/** A numerical solve ended without success; `details` holds the last good state and the statistics. */
export class SolveError extends NamiError {
  override readonly code = "solve";
  override readonly name = "SolveError";
  readonly details: unknown;

  constructor(message: string, options?: ErrorOptions & { readonly details?: unknown }) {
    super(message, options);
    this.details = options?.details;
  }
}

/** Input data, a file or a checkpoint is not what it should be. */
export class DataError extends NamiError {
  override readonly code = "data";
  override readonly name = "DataError";
}
