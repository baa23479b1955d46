import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { expect, test } from "vitest";

const here = fileURLToPath(new URL("../..", import.meta.url));
const program = `
  import { onnxBackend } from "@nami/backend-onnx";
  import { add, evaluate, tensor } from "@nami/tensor-backend";
  void (async () => {
    const three = await evaluate(add(tensor([1]), tensor([2])), { backend: onnxBackend() });
    console.log((await three.data())[0]);
    process.exit(0);
  })();`;

test.each(["esm", "cjs"] as const)(
  "an application that is bundled as %s computes on ONNX Runtime",
  async (format) => {
    const outfile = `${here}dist/test-bundle.${format === "esm" ? "mjs" : "cjs"}`;
    await build({
      stdin: { contents: program, resolveDir: here },
      outfile,
      bundle: true,
      format,
      platform: "node",
      conditions: ["@nami/source"],
      external: ["onnxruntime-*"],
      logLevel: "error",
    });
    try {
      expect(execFileSync(process.execPath, [outfile], { cwd: here, encoding: "utf8" }).trim()).toBe("3");
    } finally {
      rmSync(outfile);
    }
  },
);
