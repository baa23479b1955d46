import { z } from "zod";

/** Numbers as configs hold them, with what they are for, and the most that fits a machine. */
export const count = (what: string, most?: number): z.ZodInt =>
  (most === undefined ? z.int().min(1) : z.int().min(1).max(most)).describe(what);
export const share = (what: string): z.ZodNumber => z.number().min(0).lt(1).describe(what);
export const above0 = (what: string): z.ZodNumber => z.number().gt(0).describe(what);
