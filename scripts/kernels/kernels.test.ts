import { expect, test } from "vitest";
import { assembled, committed } from "./assemble.js";

test("the committed bytes are what kernels.wat assembles to", async () => {
  expect(committed()).toBe(await assembled());
});

test("the module is below 4 kB, which pages may compile at once", () => {
  const [, base64 = ""] = /"(.*)"/.exec(committed()) ?? [];
  expect(Buffer.from(base64, "base64").length).toBeLessThan(4096);
});
