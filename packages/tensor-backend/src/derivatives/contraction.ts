import { add, cast, div, equal, mul } from "../ops/elementwise.js";
import { matmul, matrixTranspose } from "../ops/linear.js";
import { sum } from "../ops/reduction.js";
import { broadcastTo, reshape } from "../ops/shaping.js";
import type { ConvolutionWindow, PrimitiveName } from "../primitives.js";
import { apply, type Tensor } from "../tensor.js";
import {
  type Application,
  addDerivatives,
  alignLead,
  type Derivative,
  type DerivativeRule,
  leadShape,
  linearRule,
  overLead,
  sumTo,
} from "./rule.js";
import { throughBatch } from "./shaping.js";

type ContractionName =
  | "matmul" | "sum" | "max" | "cumsum"
  | "conv2d" | "conv2dInputGradient" | "conv2dFilterGradient" | "meanPool2d" | "upsample2d"; // biome-ignore format: a table

/** A reduced tensor with its axes back as ones, spread over `x`. */
function spread(reduced: Tensor, axes: readonly number[], x: Tensor): Tensor {
  return broadcastTo(
    reshape(
      reduced,
      x.shape.map((size, i) => (axes.includes(i) ? 1 : size)),
    ),
    x.shape,
  );
}

/** Where the largest values are, divided by their number. */
function shareOfMax({ attributes: { axes }, inputs: [x], output }: Application<"max">): Tensor {
  const atMax = cast(equal(x!, spread(output, axes, x!)), x!.dtype);
  return div(atMax, sum(atMax, { axis: axes, keepDims: true }));
}

/** y(a, b), linear in each: the product rule forwards, and the two transposes backwards. */
function bilinear<P extends PrimitiveName>(
  inFirst: (da: Tensor, b: Tensor, lead: 0 | 1, application: Application<P>) => Tensor,
  inSecond: (a: Tensor, db: Tensor, lead: 0 | 1, application: Application<P>) => Tensor,
  toFirst: (dy: Tensor, b: Tensor, a: Tensor, application: Application<P>) => Tensor,
  toSecond: (a: Tensor, dy: Tensor, b: Tensor, application: Application<P>) => Tensor,
): DerivativeRule<P> {
  return {
    jvp: (application, [da, db], lead): Derivative => {
      const [a, b] = application.inputs as [Tensor, Tensor];
      const terms = [da && inFirst(da, b, lead, application), db && inSecond(a, db, lead, application)];
      return addDerivatives(add, terms, leadShape((da ?? db)!, lead, application.output.shape));
    },
    vjp: (application, dy) => {
      const [a, b] = application.inputs as [Tensor, Tensor];
      return [toFirst(dy, b, a, application), toSecond(a, dy, b, application)];
    },
  };
}

const conv = (x: Tensor, filter: Tensor, window: ConvolutionWindow): Tensor =>
  apply("conv2d", { strides: window.strides, padding: window.padding }, [x, filter]);
const toInput = (
  dy: Tensor,
  filter: Tensor,
  window: ConvolutionWindow,
  [, ...pixels]: readonly number[],
): Tensor =>
  apply(
    "conv2dInputGradient",
    { strides: window.strides, padding: window.padding, inputShape: [dy.shape[0]!, ...pixels] },
    [dy, filter],
  );
const toFilter = (x: Tensor, dy: Tensor, window: ConvolutionWindow, filterShape: readonly number[]): Tensor =>
  apply("conv2dFilterGradient", { strides: window.strides, padding: window.padding, filterShape }, [x, dy]);

/** The rules of products, reductions and convolutions. */
export const contractionRules: { readonly [P in PrimitiveName & ContractionName]: DerivativeRule<P> } = {
  matmul: bilinear(
    (da, b, lead, { output }) => matmul(alignLead(da, lead, output.shape.length), b),
    (a, db, lead, { output }) => matmul(a, alignLead(db, lead, output.shape.length)),
    (dy, b, a) => sumTo(matmul(dy, matrixTranspose(b)), a.shape),
    (a, dy, b) => sumTo(matmul(matrixTranspose(a), dy), b.shape),
  ),
  sum: linearRule(
    (d, lead, { attributes: { axes } }) => apply("sum", { axes: axes.map((axis) => axis + lead) }, [d]),
    (d, { attributes: { axes }, inputs: [x] }) => spread(d, axes, x!),
  ),
  max: linearRule(
    (d, lead, application) =>
      apply("sum", { axes: application.attributes.axes.map((axis) => axis + lead) }, [
        mul(d, shareOfMax(application)),
      ]),
    (d, application) =>
      mul(spread(d, application.attributes.axes, application.inputs[0]!), shareOfMax(application)),
  ),
  cumsum: linearRule(
    (d, lead, { attributes: { axis, reverse } }) => apply("cumsum", { axis: axis + lead, reverse }, [d]),
    (d, { attributes: { axis, reverse } }) => apply("cumsum", { axis, reverse: !reverse }, [d]),
  ),
  conv2d: bilinear(
    (dx, filter, lead, { attributes }) => throughBatch(dx, lead, (d) => conv(d, filter, attributes)),
    (x, dfilter, lead, { attributes }) => overLead(dfilter, lead, (d) => conv(x, d, attributes)),
    (dy, filter, x, { attributes }) => toInput(dy, filter, attributes, x.shape),
    (x, dy, filter, { attributes }) => toFilter(x, dy, attributes, filter.shape),
  ),
  conv2dInputGradient: bilinear(
    (dy, filter, lead, { attributes }) =>
      throughBatch(dy, lead, (d) => toInput(d, filter, attributes, attributes.inputShape)),
    (dy, dfilter, lead, { attributes }) =>
      overLead(dfilter, lead, (d) => toInput(dy, d, attributes, attributes.inputShape)),
    (dx, filter, _, { attributes }) => conv(dx, filter, attributes),
    (dy, dx, filter, { attributes }) => toFilter(dx, dy, attributes, filter.shape),
  ),
  conv2dFilterGradient: bilinear(
    (dx, dy, lead, { attributes }) =>
      overLead(dx, lead, (d) => toFilter(d, dy, attributes, attributes.filterShape)),
    (x, ddy, lead, { attributes }) =>
      overLead(ddy, lead, (d) => toFilter(x, d, attributes, attributes.filterShape)),
    (dfilter, dy, x, { attributes }) => toInput(dy, dfilter, attributes, x.shape),
    (x, dfilter, _, { attributes }) => conv(x, dfilter, attributes),
  ),
  meanPool2d: linearRule(
    (d, lead, { attributes }) => throughBatch(d, lead, (x) => apply("meanPool2d", attributes, [x])),
    (d, { attributes: { window } }) =>
      div(apply("upsample2d", { factor: window }, [d]), window[0] * window[1]),
  ),
  upsample2d: linearRule(
    (d, lead, { attributes }) => throughBatch(d, lead, (x) => apply("upsample2d", attributes, [x])),
    (d, { attributes: { factor } }) =>
      mul(apply("meanPool2d", { window: factor }, [d]), factor[0] * factor[1]),
  ),
};
