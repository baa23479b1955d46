import type { TensorBackend } from "../backend.js";
import type { DType } from "../dtype.js";
import type { PrimitiveName } from "../primitives.js";
import type { Allowances } from "./candidate.js";
import { dtypeOn } from "./candidate.js";
import { checkDerivatives, checkFunction, checkValues } from "./check.js";
import { composites } from "./composites.js";
import { applySpecimen, type Level, type PrimitiveSpecimens, type Specimen } from "./specimen.js";
import { specimenTable } from "./specimens/table.js";
import { structures } from "./structures.js";

/** One thing that every backend must do. */
export interface ConformanceCase {
  /** E.g. `"tanh: special values"`, `"matmul: derivatives"`; distinct. */
  readonly name: string;
  /** Which primitive; none for compositions and for the ways in which programs are run. */
  readonly primitive?: PrimitiveName;
  /**
   * Runs it.
   *
   * @param allowances where the backend is known to be coarser, and why
   * @throws Error that names each value that is off, with its place, what it should be and how far it may be
   */
  run(backend: TensorBackend, allowances?: Allowances): Promise<void>;
  /** Why the backend itself says that it can't; undefined when it can. */
  skipReason(backend: TensorBackend): string | undefined;
}

/** Options of {@link conformanceCases}. */
export interface CaseOptions {
  /** `"quick"`: a few shapes of each class, seconds. `"full"`: every shape class. */
  readonly level: Level;
}

function typesOf(one: Specimen): readonly DType[] {
  return [...one.inputs, applySpecimen(one, one.inputs)].map(({ dtype }) => dtype);
}

/** What a backend says that it can't do of some specimens. */
function reasonToSkip(backend: TensorBackend, specimens: readonly Specimen[]): string | undefined {
  for (const one of specimens) {
    const types = typesOf(one).map((dtype) => dtypeOn(backend, dtype));
    const missing = types.find((dtype) => !backend.dtypes.has(dtype));
    if (missing) return `${backend.name} has no ${missing}`;
    const own = types.at(-1)!;
    if (!backend.supports(one.primitive, own))
      return `${backend.name} does not support ${one.primitive} on ${own}`;
  }
  return undefined;
}

function primitiveCases(primitive: PrimitiveName, level: Level): ConformanceCase[] {
  const { values, derivatives } = specimenTable[primitive](level) as PrimitiveSpecimens;
  const cases = (
    prefix: string,
    all: PrimitiveSpecimens["values"],
    check: typeof checkValues,
  ): ConformanceCase[] =>
    Object.entries(all).map(([section, specimens]) => ({
      name: `${primitive}: ${[prefix, section].filter(Boolean).join(" ")}`,
      primitive,
      run: (backend, allowances = {}) => check(backend, specimens, allowances),
      skipReason: (backend) => reasonToSkip(backend, specimens),
    }));
  return [...cases("", values, checkValues), ...cases("derivatives", derivatives, checkDerivatives)];
}

/**
 * Everything that a backend must do, as a list that any test runner can register: the values of every primitive over
 * shapes, dtypes and unusual numbers, their first and second derivatives in every mixture of forward and reverse
 * mode, compositions of them, and the ways in which programs are put together and run.
 *
 * Values are compared with the float64 reference backend on the same inputs, within a bound that is derived for each
 * element from one table of bounds for the primitives.
 *
 * @returns cases with distinct names
 * @example
 * for (const { name, run } of conformanceCases({ level: "quick" })) test(name, () => run(myBackend));
 */
export function conformanceCases({ level }: CaseOptions): readonly ConformanceCase[] {
  const never = (): undefined => undefined;
  return [
    ...(Object.keys(specimenTable) as PrimitiveName[]).flatMap((primitive) =>
      primitiveCases(primitive, level),
    ),
    ...composites(level).map(
      ({ name, fn, inputs }): ConformanceCase => ({
        name: `composition: ${name}`,
        run: (backend, allowances = {}) => checkFunction(backend, name, fn, inputs, allowances),
        skipReason: never,
      }),
    ),
    ...structures(level).map(
      ({ name, run }): ConformanceCase => ({
        name: `program: ${name}`,
        run: (backend) => run(backend),
        skipReason: never,
      }),
    ),
  ];
}
