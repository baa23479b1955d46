import { CapabilityError, OptionError } from "@nami/errors";
import type { DType } from "@nami/tensor-backend";
import type { Name, OnnxConstant, OnnxGraph, OnnxNode, OnnxValue } from "../model/model.js";
import { readBy } from "../model/renaming.js";
import { type AtSizes, batchSizes, isFixed, type Size, sizesFrom } from "./batch-size.js";

/** A constant of a graph whose batch size is free. */
export type FreeConstant =
  | { readonly kind: "fixed"; readonly constant: OnnxConstant }
  /** Whole numbers such as shapes, ends of slices and bounds of indices. */
  | {
      readonly kind: "sizes";
      readonly name: Name;
      readonly type: "int32" | "int64";
      readonly scalar: boolean;
      readonly sizes: readonly Size[];
    }
  /** One number everywhere, in a shape that depends on the batch. */
  | {
      readonly kind: "filled";
      readonly constant: OnnxConstant;
      readonly shape: readonly Size[];
    };

/** A value that goes in or comes out. */
export interface FreeValue {
  readonly name: Name;
  readonly type: DType;
  readonly shape: readonly Size[];
}

/** A graph for every batch size. */
export interface FreeGraph {
  readonly inputs: readonly FreeValue[];
  readonly outputs: readonly FreeValue[];
  readonly constants: readonly FreeConstant[];
  readonly nodes: readonly OnnxNode[];
}

/** A list at each batch size as a list of what is at each place. */
function zip<T>([first, second, third]: AtSizes<readonly T[]>): AtSizes<T>[] {
  return first.map((value, i) => [value, second[i]!, third[i]!]);
}

function each<T, R>([first, second, third]: AtSizes<T>, pick: (one: T) => R): AtSizes<R> {
  return [pick(first), pick(second), pick(third)];
}

function equalValues(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}

function isFull({ values }: OnnxConstant, value: number): boolean {
  for (let i = 0; i < values.length; i++) if (!Object.is(values[i], value)) return false;
  return true;
}

/** A constant in words, for messages. */
function show({ shape, values }: OnnxConstant): string {
  return values.length === 1 ? String(values[0]) : `values of shape [${shape}]`;
}

/**
 * One constant for every batch size.
 *
 * @param users operators that take it
 * @throws OptionError when it depends on the batch size in another way than sizes do
 */
export function freeConstant(
  caller: string,
  constants: AtSizes<OnnxConstant>,
  users: readonly string[],
): FreeConstant {
  const [first, second, third] = constants;
  const { name, type, shape } = first;
  const shapes = sizesFrom(each(constants, (constant) => constant.shape));
  const sameShape = shapes?.every(isFixed) ?? false;
  if (sameShape && [second, third].every(({ values }) => equalValues(first.values, values)))
    return { kind: "fixed", constant: first };
  if (sameShape && shape.length < 2 && (type === "int64" || type === "int32")) {
    const sizes = sizesFrom(each(constants, ({ values }) => values));
    if (sizes) return { kind: "sizes", name, type, scalar: shape.length === 0, sizes };
  }
  // Without elements it is full of any number.
  const value = first.values[0] ?? 0;
  if (shapes && constants.every((constant) => isFull(constant, value)))
    return { kind: "filled", constant: { name, type, shape: [], values: [value] }, shape: shapes };
  const [n, next] = batchSizes;
  throw new OptionError(
    `${caller}: a constant must not depend on the batch size, got ${show(first)} at size ${n} and ${show(second)} at ${next}, used by ${[...new Set(users)].join(", ") || "the result"}. A mean or a normalization over the batch axis makes one; work row by row.`,
  );
}

/** What must be the same at every batch size. */
function skeleton({ nodes, constants }: OnnxGraph): string[] {
  return [
    ...nodes.map(
      ({ operator, inputs, outputs, attributes }) =>
        `${operator}(${inputs}) → ${outputs} ${JSON.stringify(attributes)}`,
    ),
    ...constants.map(({ name, type }) => `constant ${name} ${type}`),
  ];
}

function freeValue(caller: string, values: AtSizes<OnnxValue>): FreeValue {
  const [{ name, type }] = values;
  const shape = sizesFrom(each(values, (value) => value.shape as readonly number[]));
  if (shape) return { name, type: type as DType, shape };
  throw new OptionError(
    `${caller}: sizes must be multiples of the batch size plus a constant, got shapes ${values.map((value) => `[${value.shape}]`).join(", ")} at sizes ${batchSizes.join(", ")}. Export a function that works row by row.`,
  );
}

/**
 * One graph out of those of three batch sizes: the third is the check that what fits two sizes is no accident.
 *
 * @throws OptionError where they differ in more than sizes
 */
export function freeGraph(caller: string, graphs: AtSizes<OnnxGraph>): FreeGraph {
  const [first] = graphs;
  const [plan, ...others] = each(graphs, skeleton);
  for (const other of others) {
    const at = plan!.length === other.length ? plan!.findIndex((line, i) => line !== other[i]) : 0;
    if (at >= 0 && plan!.length + other.length > 0)
      throw new OptionError(
        `${caller}: the function must do the same at every batch size, got ${plan![at]} (of ${plan!.length}) at size ${batchSizes[0]} and ${other[at]} (of ${other.length}) at another. Let nothing but sizes depend on the batch.`,
      );
  }
  const foreign = first.nodes.find(({ domain }) => domain !== "");
  if (foreign)
    throw new CapabilityError(
      `${caller}: a file must hold standard operators only, got ${foreign.operator} of ${foreign.domain}. Compose it of others.`,
    );
  const users = new Map<Name, string[]>();
  for (const node of first.nodes)
    for (const name of readBy(node)) users.set(name, [...(users.get(name) ?? []), node.operator]);
  return {
    inputs: zip(each(graphs, ({ inputs }) => inputs)).map((values) => freeValue(caller, values)),
    outputs: zip(each(graphs, ({ outputs }) => outputs)).map((values) => freeValue(caller, values)),
    constants: zip(each(graphs, ({ constants }) => constants)).map((constants) =>
      freeConstant(caller, constants, users.get(constants[0].name) ?? []),
    ),
    nodes: first.nodes,
  };
}
