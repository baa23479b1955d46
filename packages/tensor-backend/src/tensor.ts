import { OptionError, ShapeError } from "@nami/errors";
import { type TensorAlgebra, tensorAlgebra } from "./algebra.js";
import type { Buffer, TensorBackend } from "./backend.js";
import { type ArrayOf, allocate, checkDType, type DType, type TypedArray } from "./dtype.js";
import type { Attributes, PrimitiveName } from "./primitives.js";
import { checkShape, type Shape, sameShape, showShape, sizeOf } from "./shape.js";
import { shapeRules } from "./shape-rules.js";
import { currentTrace } from "./trace-scope.js";

/** An operation over other tensors, with nothing computed yet. */
export type Operation<P extends PrimitiveName = PrimitiveName> = {
  [Q in P]: {
    readonly kind: "operation";
    readonly primitive: Q;
    readonly attributes: Attributes[Q];
    readonly inputs: readonly Tensor[];
  };
}[P];

/** Where the values of a tensor come from. */
export type Source =
  | { readonly kind: "host"; readonly values: TypedArray }
  | { readonly kind: "device"; readonly backend: TensorBackend; readonly buffer: Buffer }
  | { readonly kind: "placeholder"; readonly trace: object; readonly feed: unknown }
  | { readonly kind: "disposed" }
  | Operation;

/** A number, or a tensor: what elementwise operations take. */
export type Numeric = Tensor | number;

/** Frees forgotten device buffers some time after their tensor is gone. A safety net: call `dispose`. */
const forgotten = new FinalizationRegistry<{ backend: TensorBackend; buffer: Buffer }>(
  ({ backend, buffer }) => {
    try {
      backend.free(buffer);
    } catch {
      // Nobody is left to be told: an error thrown here would end the process. A backend that gave out one buffer
      // twice has it freed already.
    }
  },
);

/**
 * An immutable n-dimensional array: a shape, a dtype, and either values or an operation over other tensors.
 *
 * Operations compute nothing; `await evaluate(x, { backend })` or a compiled function does.
 *
 * @see decision 0001
 */
export class Tensor {
  /** Sizes of the axes; `[]` is a scalar. */
  readonly shape: Shape;
  readonly dtype: DType;
  /** Made of plain numbers only: takes the dtype of whatever it meets. */
  readonly weak: boolean;
  #source: Source;

  /** @internal Use `tensor`, or an operation. */
  constructor(shape: Shape, dtype: DType, source: Source, weak = false) {
    this.shape = Object.isFrozen(shape) ? shape : Object.freeze([...shape]);
    this.dtype = dtype;
    this.weak = weak;
    this.#source = source;
    if (source.kind === "device") forgotten.register(this, source, this);
  }

  /** @internal Where the values come from. */
  get source(): Source {
    return this.#source;
  }

  /** Number of elements. */
  get size(): number {
    return sizeOf(this.shape);
  }

  /** Elementwise operations on tensors, for formulas that run on numbers and tensors alike. */
  get algebra(): TensorAlgebra {
    return tensorAlgebra();
  }

  /**
   * The values in row-major order, as an array of their own.
   *
   * @throws OptionError when nothing has computed them yet, or after `dispose`
   */
  async data(): Promise<TypedArray> {
    const source = this.#source;
    if (source.kind === "host") return source.values.slice();
    if (source.kind === "device") return source.backend.read(source.buffer);
    if (source.kind === "disposed")
      throw new OptionError(
        `data: the tensor must not be disposed, got ${this}. Read it before dispose or donation.`,
      );
    if (currentTrace())
      throw new OptionError(
        `data: inside a compiled function values are not known, got a read of ${this}. Return the tensor and read it outside.`,
      );
    throw new OptionError(
      `data: the tensor must have values, got an unevaluated ${this}. Use (await evaluate(x, { backend })).data(), or return it from a compiled function.`,
    );
  }

  /** The value of a tensor with one element. */
  async item(): Promise<number> {
    if (this.size !== 1)
      throw new ShapeError(
        `item: the tensor must have one element, got shape ${showShape(this.shape)}. Use data().`,
      );
    return (await this.data())[0]!;
  }

  /** Frees device memory. Host values are left to the garbage collector; calling it again does nothing. */
  dispose(): void {
    const source = this.#source;
    if (source.kind !== "device") return;
    forgotten.unregister(this);
    this.#source = { kind: "disposed" };
    source.backend.free(source.buffer);
  }

  /** @internal Hands the device buffer over to the caller; the tensor is disposed then. */
  detach(): Buffer {
    const source = this.#source;
    if (source.kind !== "device")
      throw new OptionError(`detach: the tensor must be on a device, got ${this}. Run it first.`);
    forgotten.unregister(this);
    this.#source = { kind: "disposed" };
    return source.buffer;
  }

  [Symbol.dispose](): void {
    this.dispose();
  }

  toString(): string {
    return `Tensor(${this.dtype}${showShape(this.shape)})`;
  }

  /** @throws OptionError where JavaScript wants a number: `x * 2` would be NaN */
  [Symbol.toPrimitive](hint: string): string {
    if (hint === "string") return this.toString();
    throw new OptionError(
      `Tensor: a tensor is not a number, got ${this} in arithmetic or a comparison. Use add(x, y), greater(x, y) …, or await x.item().`,
    );
  }
}

/** @internal A tensor over host values that nobody else writes to; nothing is copied. */
export function fromHost(values: TypedArray, shape: Shape, dtype: DType): Tensor {
  return new Tensor(shape, dtype, { kind: "host", values });
}

/**
 * @internal A tensor, checked: what a caller without types passes in its place gets an error that says what to do.
 *
 * @throws OptionError for anything else
 */
export function operand(name: string, x: Tensor): Tensor {
  if (x instanceof Tensor) return x;
  const got: unknown = x;
  throw new OptionError(
    `${name}: the operand must be a tensor, got ${got === null ? "null" : typeof got}. Use tensor(…).`,
  );
}

/** @internal The node that applies a primitive: checks shapes and dtypes, computes nothing. */
export function apply<P extends PrimitiveName>(
  primitive: P,
  attributes: Attributes[P],
  inputs: readonly Tensor[],
): Tensor {
  const { shape, dtype } = shapeRules[primitive](attributes, inputs);
  const weak = inputs.length > 0 && inputs.every((input) => input.weak);
  return new Tensor(shape, dtype, { kind: "operation", primitive, attributes, inputs } as Operation, weak);
}

/** Nested arrays of numbers or booleans, all rows of one length. */
export type NestedArray = number | boolean | readonly NestedArray[];

/**
 * A tensor with values.
 *
 * @param data a number, nested arrays, or a typed array in row-major order; copied
 * @param shape taken from the nesting (or the length) when left out
 * @param dtype `"float32"` when left out
 * @throws ShapeError when rows differ in length or the shape does not hold the data
 * @throws OptionError when a value is not an integer for dtype int32
 * @example tensor([[1, 2], [3, 4]]).shape // [2, 2]
 */
export function tensor(data: NestedArray | TypedArray, shape?: Shape, dtype: DType = "float32"): Tensor {
  checkDType("tensor", dtype);
  const { flat, nesting } = flatten(data);
  const target = shape ?? nesting;
  checkShape("tensor", target);
  if (sizeOf(target) !== flat.length)
    throw new ShapeError(
      `tensor: shape must hold the data, got ${showShape(target)} for ${flat.length} values. Pass the shape that the values fill.`,
    );
  return fromHost(store(flat, dtype), [...target], dtype);
}

function store(flat: ArrayLike<number | boolean>, dtype: DType): TypedArray {
  const values: ArrayOf[DType] = allocate(dtype, flat.length);
  for (let i = 0; i < flat.length; i++) {
    const value = Number(flat[i]);
    if (dtype === "int32" && (value | 0) !== value)
      throw new OptionError(
        `tensor: int32 values are integers within 32 bits, got ${value}. Round it, or pass a float dtype.`,
      );
    values[i] = dtype === "bool" ? Number(value !== 0) : value;
  }
  return values;
}

/** Whether data are a typed array of numbers: not bytes without a type, nor 64-bit integers. */
function isNumbers(data: unknown): data is TypedArray {
  return (
    ArrayBuffer.isView(data) &&
    !(data instanceof DataView || data instanceof BigInt64Array || data instanceof BigUint64Array)
  );
}

/** What somebody passed for data, for messages. */
function describe(data: unknown): string {
  if (data === null) return "null";
  return ArrayBuffer.isView(data) || data instanceof Tensor ? `a ${data.constructor.name}` : typeof data;
}

const isNumber = (x: unknown): x is number | boolean => typeof x === "number" || typeof x === "boolean";

function flatten(data: NestedArray | TypedArray): { flat: ArrayLike<number | boolean>; nesting: number[] } {
  if (isNumber(data)) return { flat: [data], nesting: [] };
  if (isNumbers(data)) return { flat: data, nesting: [data.length] };
  if (!Array.isArray(data))
    throw new OptionError(
      `tensor: data is a number, nested arrays or a typed array, got ${describe(data)}. Convert it first.`,
    );
  // A row is taken as it is; unlike every, findIndex sees holes.
  if (data.findIndex((item) => !isNumber(item)) < 0) return { flat: data, nesting: [data.length] };
  const rows = Array.from(data as readonly NestedArray[], flatten);
  const inner = rows[0]!.nesting;
  const odd = rows.findIndex((row) => !sameShape(row.nesting, inner));
  if (odd >= 0)
    throw new ShapeError(
      `tensor: rows must have one shape, got ${showShape(inner)} at row 0 and ${showShape(rows[odd]!.nesting)} at row ${odd}. Pad or cut them.`,
    );
  return { flat: rows.flatMap((row) => Array.from(row.flat)), nesting: [rows.length, ...inner] };
}
