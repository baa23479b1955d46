import { z } from "zod";
import type { TrainingConfig } from "./config.js";
import { above0, count, share } from "./numbers-schema.js";

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
    name: z.literal("logNormal"),
    mean: z.number().describe("mean of ln(σ/α); not of an interpolant").optional(),
    std: above0("standard deviation of ln(σ/α)").optional(),
  }),
  z.strictObject({
    name: z.literal("mode"),
    scale: z.number().min(-1).max(1.75).describe("above 0 favours the middle").optional(),
  }),
]);

/** How it is trained. */
export const training: z.ZodType<TrainingConfig> = z.strictObject({
  steps: count("training steps").default(3000),
  batchSize: count("rows of a step", 1e8).default(4096),
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
