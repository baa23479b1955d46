import type { Attributes, PrimitiveName } from "../primitives.js";
import { apply, type Tensor } from "../tensor.js";

/** A primitive with attributes and inputs with values: what a conformance case runs. */
export interface Specimen<P extends PrimitiveName = PrimitiveName> {
  /** For messages, e.g. `add(float32[3], float32[2, 3])`. */
  readonly label: string;
  readonly primitive: P;
  readonly attributes: Attributes[P];
  readonly inputs: readonly Tensor[];
}

/** Specimens by what they are about, e.g. `"special values"`. */
export type Sections<P extends PrimitiveName = PrimitiveName> = Readonly<
  Record<string, readonly Specimen<P>[]>
>;

/** How much is tried: seconds, or all of it. */
export type Level = "quick" | "full";

/** What is tried of one primitive. */
export interface PrimitiveSpecimens<P extends PrimitiveName = PrimitiveName> {
  /** Whose results are compared. */
  readonly values: Sections<P>;
  /** Whose first and second derivatives are compared; none where the derivative is zero by definition. */
  readonly derivatives: Sections<P>;
}

/** Gives the specimens of one primitive. */
export type SpecimensOf<P extends PrimitiveName> = (level: Level) => PrimitiveSpecimens<P>;

/** A specimen from a primitive, its attributes and inputs. */
export function specimen<P extends PrimitiveName>(
  primitive: P,
  attributes: Attributes[P],
  ...inputs: readonly Tensor[]
): Specimen<P> {
  const types = inputs.map(({ dtype, shape }) => `${dtype}[${shape.join(", ")}]`);
  const extras = Object.keys(attributes).length ? [JSON.stringify(attributes)] : [];
  return { label: `${primitive}(${[...types, ...extras].join(", ")})`, primitive, attributes, inputs };
}

/** The primitive of a specimen applied to other inputs. */
export function applySpecimen({ primitive, attributes }: Specimen, inputs: readonly Tensor[]): Tensor {
  return apply(primitive, attributes, inputs);
}

/** Sections without those that are empty. */
export function sections<P extends PrimitiveName>(all: Sections<P>): Sections<P> {
  return Object.fromEntries(Object.entries(all).filter(([, specimens]) => specimens.length > 0));
}
