import { z } from "zod";
import type { PathConfig, ProcessConfig } from "./config.js";
import { above0, share } from "./numbers-schema.js";

/** The way of a flow. */
export const path: z.ZodType<Exclude<PathConfig, string>> = z.discriminatedUnion("name", [
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
/** What is trained and sampled. */
export const process: z.ZodType<Exclude<ProcessConfig, string>> = z.discriminatedUnion("name", [
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
