import { OptionError } from "@nami/errors";
import { describe, expect, test } from "vitest";

describe("the browser that the tests run in", () => {
  test("is a browser, and resolves packages to their sources", () => {
    expect(typeof document).toBe("object");
    expect(new OptionError("smoke: the form holds, got it. Go on") instanceof Error).toBe(true);
  });

  test("has WebGL2 with float render targets", () => {
    const gl = document.createElement("canvas").getContext("webgl2");
    expect(gl?.getExtension("EXT_color_buffer_float")).not.toBeNull();
  });

  test("has a WebGPU adapter", async () => {
    const gpu = (navigator as { gpu?: { requestAdapter(): Promise<object | null> } }).gpu;
    expect(await gpu?.requestAdapter()).toEqual(expect.anything());
  });
});
