import { z } from "zod";
import type { FileDataset, LabelledDataset, ToyDataset } from "./config.js";
import { above0, count } from "./numbers-schema.js";

const points = count("rows to draw", 1e8).default(10_000);
const noisy = { points, noise: above0("standard deviation of the noise around the curves").optional() };
/** Toy data by name. */
export const toy: z.ZodType<ToyDataset | LabelledDataset> = z.discriminatedUnion("name", [
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

/** Rows from a file. */
export const file: z.ZodType<FileDataset> = z.strictObject({
  file: z
    .string()
    .min(1)
    .describe(
      "an npy file of shape [rows, dim], or a csv file of numbers; relative paths start at the config",
    ),
  labels: z.string().min(1).describe("a file with a whole number for each row, from 0").optional(),
});
