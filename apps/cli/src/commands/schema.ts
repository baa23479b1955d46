import { z } from "zod";
import { configSchema } from "../config/schema.js";
import type { Terminal } from "../terminal.js";

/** `nami schema`: the JSON schema of a config, for editors and other programs. */
export const schemaCommand = (terminal: Terminal): number => {
  terminal.print(JSON.stringify(z.toJSONSchema(configSchema, { io: "input" }), undefined, 2));
  return 0;
};
