import { OptionError } from "@nami/errors";
import type { FloatDType, Key, Tensor, Tree } from "@nami/tensor-backend";

/** Options of `init`. */
export interface InitOptions {
  /** Dtype of the parameters. Default `"float32"`. */
  readonly dtype?: FloatDType;
}

/** A network as a pair of pure functions: parameters are a value of their own. */
export interface Network<Params extends Tree<Tensor>> {
  /** Parameters drawn from a key. */
  init(key: Key, options?: InitOptions): Params;
  /**
   * The network at x.
   *
   * @param x `[…, inputs]`
   * @returns `[…, outputs]`
   */
  apply(params: Params, x: Tensor): Tensor;
}

/** @throws OptionError unless the value is a positive integer */
export function checkSize(caller: string, name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 1)
    throw new OptionError(`${caller}: ${name} must be a positive integer, got ${value}. Pass 1 or more.`);
}
