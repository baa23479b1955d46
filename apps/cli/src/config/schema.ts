import { z } from "zod";
import { backendNames } from "../backends/registry.js";
import type { Config } from "./config.js";
import { file, toy } from "./data-schema.js";
import { above0, count } from "./numbers-schema.js";
import { path, process } from "./process-schema.js";
import { training } from "./training-schema.js";

const even = z.strictObject({
  method: z.enum(["euler", "midpoint", "heun", "rk4"]),
  steps: count("even steps between noise and data").default(100),
});
const adaptive = z.strictObject({
  method: z.literal("dopri5"),
  rtol: above0("relative tolerance").default(1e-5),
  atol: above0("absolute tolerance").default(1e-5),
});

// Squares of coordinates must be finite in float32.
const coordinate = z.number().min(-1e12).max(1e12);
const limits = z.tuple([coordinate, coordinate]).refine(([low, high]) => low < high, {
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
        hidden: count("width of the hidden layers", 1e5).default(128),
        layers: count("number of hidden layers", 1000).default(3),
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
  )
  .refine(
    ({ process: one, training: { times } }) =>
      (typeof one === "string" ? one : one.name) !== "interpolant" || times.name !== "logNormal",
    {
      path: ["training", "times", "name"],
      error: "must not be logNormal for an interpolant, which has no schedule",
    },
  );
