import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const binaries = join(
  dirname(createRequire(import.meta.url).resolve("onnxruntime-node/package.json")),
  "bin/napi-v6",
  process.platform,
  process.arch,
);
const withoutCuda =
  process.platform === "linux" && !existsSync(join(binaries, "libonnxruntime_providers_cuda.so"));

const program = `
const { onnxBackend } = await import("./index.ts");
for (const executionProviders of [["cuda"], ["cpu", "cuda"]])
  await onnxBackend({ executionProviders })
    .upload(Float32Array.of(1), [1], "float32")
    .catch(({ name, message }) => console.log(name + " " + message));
`;

// In a process of its own, because the runtime writes past what a test could watch.
test.skipIf(!withoutCuda)(
  "cuda without its libraries is one error, and nothing on stderr",
  () => {
    const { stdout, stderr } = spawnSync(
      process.execPath,
      ["--conditions=@nami/source", "--import", "tsx", "--input-type=module", "--eval", program],
      { cwd: dirname(fileURLToPath(import.meta.url)), encoding: "utf8" },
    );
    expect(stderr).toBe("");
    const lines = stdout.trim().split("\n");
    expect(lines.length).toBe(2);
    for (const line of lines)
      expect(line).toMatch(
        /^CapabilityError onnxBackend: the execution provider cuda of onnxruntime-node must start, got ".*Failed to load shared library.*"\. Install CUDA and let the install script of onnxruntime-node download its libraries, or leave executionProviders out for the processor\.$/,
      );
  },
  60_000,
);
