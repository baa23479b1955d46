import { z } from "zod";
import { backendNames } from "../backends/registry.js";
import type { Config } from "./config.js";

const count = (what: string): z.ZodInt => z.int().min(1).describe(what);
const share = (what: string): z.ZodNumber => z.number().min(0).lt(1).describe(what);
const above0 = (what: string): z.ZodNumber => z.number().gt(0).describe(what);

const points = count("rows to draw").default(10_000);
const noisy = { points, noise: above0("standard deviation of the noise around the curves").optional() };
const toy = z.discriminatedUnion("name", [
  z.strictObject({ name: z.literal("moons"), ...noisy }),
  z.strictObject({ name: z.literal("circles"), ...noisy }),
  z.strictObject({ name: z.literal("rings"), ...noisy }),
  z.strictObject({ name: z.literal("spirals"), ...noisy }),
  z.strictObject({ name: z.literal("swissRoll"), ...noisy }),
  z.strictObject({
    name: z.literal("eightGaussians"),
    points,
    radius: above0("distance of the modes from the origin").optional(),
    std: above0("standard deviation of a mode").optional(),
  }),
  z.strictObject({
    name: z.literal("checkerboard"),
    points,
    halfWidth: above0("half the side of the board").optional(),
  }),
  z.strictObject({ name: z.literal("pinwheel"), points }),
  z.strictObject({
    name: z.literal("conditionalClusters"),
    points,
    std: above0("standard deviation of a cluster").optional(),
  }),
]);

const file = z.strictObject({
  file: z
    .string()
    .min(1)
    .describe(
      "an npy file of shape [rows, dim], or a csv file of numbers; relative paths start at the config",
    ),
  labels: z.string().min(1).describe("a file with a whole number for each row, from 0").optional(),
});

const decay = z.discriminatedUnion("name", [
  z.strictObject({
    name: z.literal("cosine"),
    final: z.number().min(0).describe("step size at the end").optional(),
  }),
  z.strictObject({
    name: z.literal("step"),
    every: count("steps taken with one size"),
    factor: z.number().gt(0).max(1).describe("from one size to the next").optional(),
  }),
]);
const rates = {
  learningRate: above0("step size").default(1e-3),
  warmup: count("steps over which the step size rises to its full value").optional(),
  decay: decay.describe("how the step size falls after the warmup").optional(),
};
const weightDecay = z.number().min(0).describe("share of the weights that a step of size 1 takes").optional();
const optimizer = z.discriminatedUnion("name", [
  z.strictObject({
    name: z.literal("adam"),
    ...rates,
    beta1: share("decay of the mean of the gradients").optional(),
    beta2: share("decay of the mean of their squares").optional(),
    epsilon: above0("bounds the step where gradients vanish").optional(),
  }),
  z.strictObject({
    name: z.literal("adamw"),
    ...rates,
    beta1: share("decay of the mean of the gradients").optional(),
    beta2: share("decay of the mean of their squares").optional(),
    epsilon: above0("bounds the step where gradients vanish").optional(),
    weightDecay,
  }),
  z.strictObject({
    name: z.literal("lion"),
    ...rates,
    learningRate: above0("step size").default(1e-4),
    beta1: share("share of the momentum in the direction of a step").optional(),
    beta2: share("share of the momentum that a step keeps").optional(),
    weightDecay,
  }),
  z.strictObject({
    name: z.literal("sgd"),
    ...rates,
    momentum: share("share of the velocity that a step keeps").optional(),
  }),
]);

const path = z.discriminatedUnion("name", [
  z.strictObject({ name: z.enum(["linear", "cosine"]) }),
  z.strictObject({
    name: z.literal("lipman"),
    sigmaMin: share("width that is left around each row of the data").optional(),
  }),
  z.strictObject({
    name: z.literal("polynomial"),
    power: above0("power of 1 − t that the data are multiplied by").optional(),
  }),
]);

const sigmas = {
  sigmaMin: above0("noise at the data").optional(),
  sigmaMax: above0("noise at the other end").optional(),
};
const schedule = z.discriminatedUnion("name", [
  z.strictObject({ name: z.enum(["linear", "cosine"]) }),
  z.strictObject({
    name: z.enum(["vp", "subVp"]),
    betaMin: above0("rate of noising at the data").optional(),
    betaMax: above0("rate of noising at the other end").optional(),
  }),
  z.strictObject({ name: z.enum(["ve", "edm"]), ...sigmas }),
]);
const process = z.discriminatedUnion("name", [
  z.strictObject({ name: z.literal("flow") }),
  z.strictObject({
    name: z.literal("diffusion"),
    schedule: z
      .union([z.enum(["linear", "cosine", "vp", "subVp", "ve", "edm"]), schedule])
      .optional()
      .describe("α and σ; vp unless told"),
    predicts: z
      .enum(["noise", "data", "score", "velocity", "vPrediction"])
      .optional()
      .describe("what the network learns; noise unless told"),
    weight: z
      .enum(["uniform", "snr", "minSnr", "softMinSnr", "edm"])
      .optional()
      .describe("of the loss at a time; uniform unless told, edm with preconditioning"),
    precondition: z
      .boolean()
      .optional()
      .describe(
        "scale inputs and outputs of the network as in EDM; so with ve and edm unless predicts is given",
      ),
    sampler: z.enum(["ode", "sde"]).optional().describe("how samples are drawn; by the ODE unless told"),
    end: z.number().gt(0).lt(1).optional().describe("time at which samples end; 0.001 unless told"),
  }),
  z.strictObject({
    name: z.literal("interpolant"),
    gamma: z
      .enum(["brownian", "quadratic", "sineSquared", "sigmoid", "zero"])
      .optional()
      .describe("noise of the way itself; brownian unless told"),
    form: z.enum(["square", "quadratic"]).optional().describe("of the loss: a square, or ½|b|² − ẋ·b"),
    sampler: z.enum(["ode", "sde"]).optional().describe("how samples are drawn; by the ODE unless told"),
  }),
]);

const coupling = z.discriminatedUnion("name", [
  z.strictObject({ name: z.enum(["independent", "optimalTransport", "stable"]) }),
  z.strictObject({
    name: z.literal("sinkhorn"),
    regularization: above0("how far from exact transport, in units of squared distances").optional(),
  }),
]);

const times = z.discriminatedUnion("name", [
  z.strictObject({ name: z.enum(["uniform", "stratified"]) }),
  z.strictObject({
    name: z.literal("logitNormal"),
    mean: z.number().describe("mean of ln(t/(1 − t))").optional(),
    std: above0("standard deviation of ln(t/(1 − t))").optional(),
  }),
  z.strictObject({
    name: z.literal("mode"),
    scale: z.number().min(-1).max(1.75).describe("above 0 favours the middle").optional(),
  }),
]);

const training = z.strictObject({
  steps: count("training steps").default(3000),
  batchSize: count("rows of a step").default(4096),
  coupling: coupling.prefault({ name: "independent" }).describe("which noise goes to which row of a batch"),
  times: times.prefault({ name: "uniform" }).describe("how the times of a batch are drawn"),
  dropLabel: z
    .number()
    .gt(0)
    .lt(1)
    .describe("how often a row of labelled data is learned without its label")
    .default(0.1),
  optimizer: optimizer.prefault({ name: "adam" }),
  ema: z.strictObject({ decay: share("share of the average that a step keeps") }).optional(),
  clip: z.strictObject({ norm: above0("greatest norm of the gradients, all together") }).optional(),
  checkpointEvery: count("steps between checkpoints").default(500),
});

const even = z.strictObject({
  method: z.enum(["euler", "midpoint", "heun", "rk4"]),
  steps: count("even steps between noise and data").default(100),
});
const adaptive = z.strictObject({
  method: z.literal("dopri5"),
  rtol: above0("relative tolerance").default(1e-5),
  atol: above0("absolute tolerance").default(1e-5),
});

const limits = z.tuple([z.number(), z.number()]).refine(([low, high]) => low < high, {
  error: "must ascend",
});

/** The schema of a config file: strict, with every default; `name` is filled in by whoever knows the file. */
export const configSchema: z.ZodType<Omit<Config, "name"> & { readonly name?: string | undefined }> = z
  .strictObject({
    name: z
      .string()
      .regex(/^[\w.-]{1,80}$/)
      .optional()
      .describe("begins the name of the run folder; by default the name of the config file"),
    seed: z.int().min(0).default(0).describe("decides everything random"),
    dataset: z.union([toy, file]).describe("what to learn: toy data by name, or rows from a file"),
    field: z
      .strictObject({
        hidden: count("width of the hidden layers").default(128),
        layers: count("number of hidden layers").default(3),
        activation: z
          .enum(["elu", "gelu", "relu", "selu", "sigmoid", "silu", "sin", "softplus", "tanh"])
          .default("silu"),
      })
      .prefault({})
      .describe("the network: a multilayer perceptron over point and time"),
    process: z
      .union([z.enum(["flow", "diffusion", "interpolant"]), process])
      .default("flow")
      .describe("what is trained and sampled: a name, or a name with its options"),
    path: z
      .union([z.enum(["linear", "cosine", "lipman", "polynomial"]), path])
      .default("linear")
      .describe("the way of a flow from data to noise: a name, or a name with its options"),
    training: training.prefault({}),
    solver: z
      .discriminatedUnion("method", [even, adaptive])
      .prefault({ method: "rk4" })
      .describe("how trajectories are integrated"),
    backend: z
      .enum(["auto", ...backendNames])
      .default("auto")
      .describe("what computes; see nami backends"),
    figures: z
      .strictObject({
        draw: z.boolean().default(true),
        xlim: limits.optional().describe("ends of the x axes; by default around the data"),
        ylim: limits.optional().describe("ends of the y axes; by default around the data"),
      })
      .prefault({}),
  })
  .refine(
    ({ process: one }) =>
      typeof one === "string" ||
      one.name !== "diffusion" ||
      one.precondition !== true ||
      (one.predicts ?? "data") === "data",
    {
      path: ["process", "predicts"],
      error: "must be data, or left out, with precondition: such a network predicts the data",
    },
  )
  .refine(
    ({ process: one, path: way }) =>
      (typeof one === "string" ? one : one.name) === "flow" || way === "linear",
    {
      path: ["path"],
      error: "must be left out of a process other than flow, which has a way of its own",
    },
  );
