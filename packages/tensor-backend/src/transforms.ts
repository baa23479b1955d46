import { checkOptions, OptionError, ShapeError } from "@nami/errors";
import { checkFunction } from "./check-function.js";
import { propagateBackward, propagateForward } from "./derivatives/propagate.js";
import { isFloat } from "./dtype.js";
import { zeros } from "./ops/create.js";
import { castTo, scalar } from "./ops/elementwise.js";
import { sameShape, showShape } from "./shape.js";
import { apply, Tensor } from "./tensor.js";
import { checkTensor, flattenTree, type Tree } from "./tree.js";

/** A tree with every leaf given a name of its own in the graph, so that a derivative sees the argument alone. */
function freshArguments<T>(name: string, tree: T): { tree: T; leaves: Tensor[] } {
  const flat = flattenTree(tree);
  const leaves = flat.leaves.map((leaf) => {
    const x = checkTensor(name, leaf);
    if (!isFloat(x.dtype))
      throw new OptionError(
        `${name}: derivatives are taken with respect to floats, got ${x}. Cast it, or pass it as a further argument.`,
      );
    return apply("identity", {}, [x]);
  });
  return { tree: flat.rebuild(leaves) as T, leaves };
}

/** @throws OptionError unless two trees have the same keys */
function checkStructure(name: string, a: unknown, b: unknown): void {
  const [first, second] = [flattenTree(a).structure, flattenTree(b).structure];
  if (first !== second)
    throw new OptionError(
      `${name}: trees must have one structure, got ${first} and ${second}. Compare their keys.`,
    );
}

function checkLike(name: string, values: readonly Tensor[], like: readonly Tensor[], lead = 0): void {
  const what = name === "jvp" ? "tangent" : "cotangent";
  const after = lead ? " after one axis of directions, as long for all" : "";
  const count = values[0]?.shape.slice(0, lead) ?? [];
  values.forEach((value, i) => {
    if (count.length !== lead || !sameShape(value.shape, [...count, ...like[i]!.shape]))
      throw new ShapeError(
        `${name}: a ${what} must have the shape of its tensor${after}, got ${showShape(value.shape)} for ${showShape(like[i]!.shape)}. Reshape or broadcastTo it.`,
      );
  });
}

/**
 * The value of a function, and the function that carries a cotangent of the value back to the arguments:
 * ȳ ↦ (∂f/∂x)ᵀ ȳ, one backward sweep for any number of inputs.
 *
 * @param fn from a tree of tensors to a tree of tensors
 * @param x where
 * @returns `[y, pullback]`; `pullback(ȳ)` has the structure of x
 * @throws ShapeError when a cotangent has another shape than its output
 * @example const [y, pullback] = vjp(exp, tensor([1, 2])); const xBar = pullback(ones([2]));
 */
export function vjp<X extends Tree<Tensor>, Y extends Tree<Tensor>>(
  fn: (x: X) => Y,
  x: X,
): [y: Y, pullback: (cotangent: Y) => X] {
  checkFunction("vjp", fn);
  return namedVjp("vjp", fn, x);
}

function namedVjp<X, Y>(name: string, fn: (x: X) => Y, x: X): [y: Y, pullback: (cotangent: Y) => X] {
  const input = freshArguments(name, x);
  const y = fn(input.tree);
  const outputs = flattenTree(y).leaves.map((leaf) => checkTensor(name, leaf));
  const pullback = (cotangent: Y): X => {
    checkStructure(name, cotangent, y);
    const bars = flattenTree(cotangent).leaves.map((leaf) => checkTensor(name, leaf));
    checkLike(name, bars, outputs);
    const found = propagateBackward(input.leaves, outputs, bars);
    return flattenTree(x).rebuild(
      found.map((bar, i) => bar ?? zeros(input.leaves[i]!.shape, input.leaves[i]!.dtype)),
    ) as X;
  };
  return [y, pullback];
}

/**
 * The value of a function and its directional derivative: f(x) and (∂f/∂x) ẋ, one forward sweep.
 *
 * With `stacked`, tangents have one leading axis of k directions and so has the derivative: k directions in one
 * program, not k copies.
 *
 * @param fn from a tree of tensors to a tree of tensors
 * @param x where
 * @param tangent the direction, in the structure and shapes of x (with the leading axis when stacked)
 * @returns `[y, ẏ]`
 * @throws ShapeError when a tangent has another shape than its tensor
 * @example const [, jacobianColumns] = jvp(f, tensor([1, 2]), tensor([[1, 0], [0, 1]]), { stacked: true });
 */
export function jvp<X extends Tree<Tensor>, Y extends Tree<Tensor>>(
  fn: (x: X) => Y,
  x: X,
  tangent: X,
  options: { readonly stacked?: boolean } = {},
): [y: Y, tangent: Y] {
  checkFunction("jvp", fn);
  checkOptions("jvp", options, { stacked: true });
  const { stacked = false } = options;
  const input = freshArguments("jvp", x);
  const lead = stacked ? 1 : 0;
  const dots = flattenTree(tangent).leaves.map((leaf) => checkTensor("jvp", leaf));
  checkStructure("jvp", tangent, x);
  checkLike("jvp", dots, input.leaves, lead);
  const y = fn(input.tree);
  const flat = flattenTree(y);
  const outputs = flat.leaves.map((leaf) => checkTensor("jvp", leaf));
  const count = dots[0]?.shape.slice(0, lead) ?? [];
  const typed = dots.map((dot, i) => castTo(dot, input.leaves[i]!.dtype));
  const found = propagateForward(input.leaves, outputs, typed, lead);
  return [
    y,
    flat.rebuild(
      found.map((dot, i) => dot ?? zeros([...count, ...outputs[i]!.shape], outputs[i]!.dtype)),
    ) as Y,
  ];
}

/**
 * The function that gives the value of a scalar function and its gradient with respect to its first argument.
 *
 * @param fn its first argument is a tree of float tensors; it returns a scalar
 * @returns `(x, …rest) => [value, gradient]`, the gradient in the structure of x
 * @throws ShapeError when fn does not return a scalar
 * @example const [loss, gradients] = valueAndGrad(lossOf)(params, batch);
 */
export function valueAndGrad<X extends Tree<Tensor>, Rest extends readonly unknown[]>(
  fn: (x: X, ...rest: Rest) => Tensor,
): (x: X, ...rest: Rest) => [value: Tensor, gradient: X] {
  checkFunction("valueAndGrad", fn);
  return (x, ...rest) => {
    const [value, pullback] = namedVjp("grad", (inner: X) => checkScalar(fn(inner, ...rest)), x);
    return [value, pullback(scalar(1, value.dtype, false))];
  };
}

/**
 * The gradient of a scalar function with respect to its first argument.
 *
 * @example grad((x: Tensor) => mul(x, mul(x, x)))(tensor(2)) // 12, once evaluated
 */
export function grad<X extends Tree<Tensor>, Rest extends readonly unknown[]>(
  fn: (x: X, ...rest: Rest) => Tensor,
): (x: X, ...rest: Rest) => X {
  checkFunction("grad", fn);
  const both = valueAndGrad(fn);
  return (x, ...rest) => both(x, ...rest)[1];
}

function checkScalar(value: Tensor): Tensor {
  if (!(value instanceof Tensor) || value.shape.length !== 0 || !isFloat(value.dtype))
    throw new ShapeError(
      `grad: the function must return a scalar float tensor, got ${value instanceof Tensor ? value : typeof value}. Reduce it with sum or mean, or use vjp.`,
    );
  return value;
}
