import { z } from "zod";

/** Numbers as configs hold them, with what they are for. */
export const count = (what: string): z.ZodInt => z.int().min(1).describe(what);
export const share = (what: string): z.ZodNumber => z.number().min(0).lt(1).describe(what);
export const above0 = (what: string): z.ZodNumber => z.number().gt(0).describe(what);
