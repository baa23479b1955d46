/** The network of a field: a multilayer perceptron over `[x, t, condition]`. */
export interface NetworkSize {
  readonly dim: number;
  readonly conditionDim: number;
  readonly hidden: number;
  readonly layers: number;
  readonly activation: "silu" | "gelu";
}

/** What a contender is asked to do, in every language the same. */
export type Task =
  /** Ten training steps with a look at the loss: draws, flow matching loss, gradients, Adam 1e-3. */
  | { readonly kind: "train"; readonly network: NetworkSize; readonly batch: number }
  /** Samples by RK4 from t = 1 to t = 0. `checked` rows of given noise are compared. */
  | {
      readonly kind: "sample";
      readonly network: NetworkSize;
      readonly rows: number;
      readonly steps: number;
      readonly checked: number;
    }
  /** Log-densities of points by RK4 from t = 0 to t = 1. */
  | {
      readonly kind: "log-density";
      readonly network: NetworkSize;
      readonly rows: number;
      readonly steps: number;
      readonly divergence: "exact" | "hutchinson";
    }
  /** The gradient of the mean exact log-density of a batch in the weights, through RK4. */
  | {
      readonly kind: "density-training";
      readonly network: NetworkSize;
      readonly rows: number;
      readonly steps: number;
    }
  /** A product of two square matrices. */
  | { readonly kind: "matrix-product"; readonly size: number };

/** The task of one kind. */
export type TaskOf<Kind extends Task["kind"]> = Extract<Task, { kind: Kind }>;

/** The quickstart's network, 3-128-128-128-2. */
export const quickstartNetwork: NetworkSize = {
  dim: 2,
  conditionDim: 0,
  hidden: 128,
  layers: 3,
  activation: "silu",
};

/** Steps of a unit of the task `train`. */
export const stepsOfTraining = 10;
