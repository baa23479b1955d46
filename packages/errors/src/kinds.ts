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
 *   if (error instanceof NamiError && error.code === "data") askForAnotherFile(error.message);
 * }
 */
export class NamiError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "NamiError";
    this.code = code;
  }
}

/** Shapes or dtypes do not fit together. */
export class ShapeError extends NamiError {
  constructor(message: string, options?: ErrorOptions) {
    super("shape", message, options);
    this.name = "ShapeError";
  }
}

/** An argument or option is outside of what is allowed. */
export class OptionError extends NamiError {
  constructor(message: string, options?: ErrorOptions) {
    super("option", message, options);
    this.name = "OptionError";
  }
}

/** This backend, runtime or installation cannot do what was asked. */
export class CapabilityError extends NamiError {
  constructor(message: string, options?: ErrorOptions) {
    super("capability", message, options);
    this.name = "CapabilityError";
  }
}

/** A numerical solve ended without success; `details` holds the last good state and the statistics. */
export class SolveError extends NamiError {
  readonly details: unknown;

  constructor(message: string, options?: ErrorOptions & { readonly details?: unknown }) {
    super("solve", message, options);
    this.name = "SolveError";
    this.details = options?.details;
  }
}

/** Input data, a file or a checkpoint is not what it should be. */
export class DataError extends NamiError {
  constructor(message: string, options?: ErrorOptions) {
    super("data", message, options);
    this.name = "DataError";
  }
}
