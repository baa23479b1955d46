import { elu, gelu, relu, selu, silu } from "../ops/activation.js";
import { conv2d, meanPool2d, upsample2d } from "../ops/convolution.js";
import { add, div, exp, log, mul, sigmoid, sqrt, square, sub, tanh } from "../ops/elementwise.js";
import { gather } from "../ops/indexing.js";
import { matmul } from "../ops/linear.js";
import { logSumExp, max, mean, min, softmax, sum } from "../ops/reduction.js";
import { concat, reshape, slice, splitAxis, stack } from "../ops/shaping.js";
import { fromHost, type Tensor } from "../tensor.js";
import { grad, jvp, valueAndGrad, vjp } from "../transforms.js";
import type { Tree } from "../tree.js";
import type { Level } from "./specimen.js";
import { drawn } from "./test-values.js";

/** A function of several primitives with its inputs. */
export interface Composite {
  readonly name: string;
  readonly inputs: readonly Tensor[];
  readonly fn: (inputs: readonly Tensor[]) => Tree<Tensor>;
}

type Activation = (x: Tensor) => Tensor;
const activations: readonly (readonly [name: string, activation: Activation])[] = [
  ["tanh", (x) => tanh(x)],
  ["sigmoid", (x) => sigmoid(x)],
  ["silu", (x) => silu(x)],
  ["softmax", (x) => softmax(x)],
];

/** Value, gradient of Σ c·f(x), and its change along v. */
function withDerivatives(fn: (x: Tensor) => Tensor): Composite["fn"] {
  return (inputs) => {
    const [x, v] = inputs as readonly [Tensor, Tensor];
    const total = (at: Tensor): Tensor => {
      const y = fn(at);
      return sum(mul(y, square(y)));
    };
    const gradient = grad(total);
    return { value: fn(x), gradient: gradient(x), second: jvp(gradient, x, v)[1] };
  };
}

const smooth = (name: string, fn: (x: Tensor) => Tensor, shape: readonly number[] = [3, 5]): Composite => ({
  name,
  inputs: [drawn(shape, 1, (z) => z), drawn(shape, 2, (z) => z)],
  fn: withDerivatives(fn),
});

const simple: readonly Composite[] = [
  smooth("softmax", (x) => softmax(x)),
  smooth("softmax along the first axis", (x) => softmax(x, { axis: 0 })),
  smooth("logSumExp", (x) => logSumExp(x, { axis: 1 })),
  smooth("logSumExp of everything", (x) => logSumExp(x)),
  smooth("gelu", (x) => gelu(x)),
  smooth("gelu by tanh", (x) => gelu(x, { approximate: "tanh" })),
  smooth("silu", (x) => silu(x)),
  smooth("relu", (x) => relu(x)),
  smooth("elu", (x) => elu(x)),
  smooth("selu", (x) => selu(x)),
  smooth("largest and smallest", (x) => sub(max(x, { axis: 0 }), min(x, { axis: 0 }))),
  smooth("layer normalization", (x) => {
    const centred = sub(x, mean(x, { axis: -1, keepDims: true }));
    return div(centred, sqrt(add(mean(square(centred), { axis: -1, keepDims: true }), 1e-5)));
  }),
  smooth("Gaussian mixture log-density", (x) =>
    logSumExp(stack([mul(-0.5, square(sub(x, 1))), mul(-0.5, square(add(x, 1)))]), { axis: 0 }),
  ),
  smooth("parts put together", (x) => {
    const [a, b] = splitAxis(x, [2, 3]) as [Tensor, Tensor];
    return concat([tanh(b), slice(x, [0, 1], [3, 2]), exp(mul(0.1, a))]);
  }),
];

/** vᵀ (∂f/∂x) v of a two-layer network and its gradient in the weights: what training through a divergence needs. */
function divergenceGradient(name: string, activation: Activation): Composite {
  const inputs = [
    drawn([2, 7], 1, (z) => z / 2),
    drawn([7], 2, (z) => z / 2),
    drawn([7, 2], 3, (z) => z / 2),
    drawn([5, 2], 4, (z) => z),
    drawn([5, 2], 5, (z) => z),
  ];
  return {
    name: `d/dW of vᵀ(∂f/∂x)v of a ${name} network`,
    inputs,
    fn: (all) => {
      const [w1, b1, w2, x, v] = all as readonly [Tensor, Tensor, Tensor, Tensor, Tensor];
      const quadratic = (weights: readonly Tensor[]): Tensor => {
        const [a, b, c] = weights as readonly [Tensor, Tensor, Tensor];
        const field = (at: Tensor): Tensor => matmul(activation(add(matmul(at, a), b)), c);
        return sum(mul(v, jvp(field, x, v)[1]));
      };
      const reverse = (weights: readonly Tensor[]): Tensor => {
        const [a, b, c] = weights as readonly [Tensor, Tensor, Tensor];
        return sum(mul(v, vjp((at: Tensor) => matmul(activation(add(matmul(at, a), b)), c), x)[1](v)));
      };
      return { forward: valueAndGrad(quadratic)([w1, b1, w2]), reverse: valueAndGrad(reverse)([w1, b1, w2]) };
    },
  };
}

/** Mean square error of a network with two hidden layers, and its gradient. */
function networkLoss(name: string, activation: Activation, batch: number, width: number): Composite {
  const scaled = (scale: number) => (z: number) => z * scale;
  return {
    name: `loss gradient of a ${name} network of width ${width}`,
    inputs: [
      drawn([3, width], 1, scaled(0.5)), drawn([width], 2, scaled(0.1)), drawn([width, width], 3, scaled(1 / Math.sqrt(width))),
      drawn([width], 4, scaled(0.1)), drawn([width, 2], 5, scaled(1 / Math.sqrt(width))), drawn([batch, 3], 6), drawn([batch, 2], 7),
    ], // biome-ignore format: a list
    fn: (all) => {
      const [x, target] = all.slice(5) as [Tensor, Tensor];
      return valueAndGrad((weights: readonly Tensor[]) => {
        const [w1, b1, w2, b2, w3] = weights as readonly [Tensor, Tensor, Tensor, Tensor, Tensor];
        const hidden = activation(add(matmul(activation(add(matmul(x, w1), b1)), w2), b2));
        return mean(square(sub(matmul(hidden, w3), target)));
      })(all.slice(0, 5));
    },
  };
}

/** A convolutional network with pooling and enlargement: gradients in image and filters, and their mixed derivative. */
const convolutional: Composite = {
  name: "mixed second derivatives of a convolutional network",
  inputs: [
    drawn([2, 6, 4, 2], 1),
    drawn([3, 3, 2, 3], 2, (z) => z / 4),
    drawn([3, 3, 3, 1], 3, (z) => z / 4),
    drawn([2, 6, 4, 2], 4),
  ],
  fn: (all) => {
    const [x, first, second, v] = all as readonly [Tensor, Tensor, Tensor, Tensor];
    const loss = (image: Tensor, filters: readonly Tensor[]): Tensor => {
      const [a, b] = filters as readonly [Tensor, Tensor];
      const hidden = silu(conv2d(image, a));
      const coarse = upsample2d(meanPool2d(hidden, 2), 2);
      return mean(square(conv2d(add(hidden, coarse), b, { strides: 2 })));
    };
    const inImage = (filters: readonly Tensor[]): Tensor => sum(mul(grad(loss)(x, filters), v));
    const inFilters = grad((filters: readonly Tensor[]) => loss(x, filters));
    return {
      image: grad(loss)(x, [first, second]),
      filters: inFilters([first, second]),
      mixed: grad(inImage)([first, second]),
    };
  },
};

/** Rows of a table looked up with repeats, as an embedding is. */
const embedding: Composite = {
  name: "gradient of an embedding with repeated rows",
  inputs: [drawn([5, 3], 1), fromHost(Int32Array.of(4, 0, 0, 2, 4, 4), [6], "int32"), drawn([6, 3], 2)],
  fn: (all) => {
    const [table, rows, target] = all as readonly [Tensor, Tensor, Tensor];
    const loss = (rowsOf: Tensor): Tensor => mean(square(sub(tanh(gather(rowsOf, rows)), target)));
    return { gradient: grad(loss)(table), second: jvp(grad(loss), table, add(table, 1))[1] };
  },
};

/** Attention over a few tokens. */
const attention: Composite = {
  name: "gradient of attention",
  inputs: [drawn([2, 5, 4], 1, (z) => z), drawn([4, 12], 2, (z) => z / 3)],
  fn: (all) => {
    const [x, weights] = all as readonly [Tensor, Tensor];
    return valueAndGrad((w: Tensor) => {
      const [q, k, v] = splitAxis(reshape(matmul(x, w), [2, 5, 12]), 3) as [Tensor, Tensor, Tensor];
      const scores = softmax(
        mul(0.5, sum(mul(reshape(q, [2, 5, 1, 4]), reshape(k, [2, 1, 5, 4])), { axis: -1 })),
      );
      return mean(log(add(1, square(matmul(scores, v)))));
    })(weights);
  },
};

/** Functions of many primitives with their derivatives. */
export function composites(level: Level): readonly Composite[] {
  return [
    ...simple,
    ...activations.map(([name, activation]) => divergenceGradient(name, activation)),
    networkLoss("silu", silu, 16, 32),
    convolutional,
    embedding,
    attention,
    ...(level === "full"
      ? activations.map(([name, activation]) => networkLoss(name, activation, 256, 64))
      : []),
  ];
}
