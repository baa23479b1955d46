import {
  type Compiled,
  compile,
  type Key,
  type Tensor,
  type TensorBackend,
  type Tree,
} from "@nami/tensor-backend";
import type { Layout } from "./layout.js";
import type { TrainedField, Validation } from "./options.js";

/** A validation, compiled for a backend. */
export interface CompiledValidation {
  /** The figure of some parameters as they lie on the device. */
  of(params: Tree<Tensor>, layout: Layout, key: Key): Promise<number>;
  dispose(): void;
}

/** Compiles a validation; it measures the model that parameters make. */
export function measurementOf<P extends Tree<Tensor>, Model>(
  field: TrainedField<P, Model>,
  { measure }: Validation<Model>,
  backend: TensorBackend,
): CompiledValidation {
  let compiled: Compiled<[Tree<Tensor>, Key], Tensor> | undefined;
  return {
    of: async (params, layout, key) => {
      compiled ??= compile(
        (joined: Tree<Tensor>, inner: Key): Tensor =>
          measure(field.with(layout.split(joined) as P), { key: inner }),
        { backend },
      );
      const value = await compiled(params, key);
      const number = await value.item();
      value.dispose();
      return number;
    },
    dispose: () => compiled?.dispose(),
  };
}
