import { expect, test } from "vitest";
import { base64 } from "./base64.js";

test.each(Array.from({ length: 7 }, (_, i) => [i]))("%i bytes are encoded as Node encodes them", (length) => {
  const bytes = Uint8Array.from({ length }, (_, i) => (i * 89 + 200) % 256);
  expect(base64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
});
