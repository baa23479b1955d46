import { CapabilityError } from "@nami/errors";
import { encodeModel } from "../model/encode.js";
import type { Runtime } from "./runtime.js";

/** y = x */
const smallest = (): Uint8Array =>
  encodeModel({
    name: "start",
    inputs: [{ name: "x", type: "float32", shape: [1] }],
    outputs: [{ name: "y", type: "float32", shape: [1] }],
    constants: [],
    nodes: [{ operator: "Identity", domain: "", inputs: ["x"], outputs: ["y"], attributes: {} }],
  });

/** What makes a provider start that has not. */
const remedies: Readonly<Record<string, string>> = {
  cuda: "Install CUDA and let the install script of onnxruntime-node download its libraries",
  tensorrt: "Install TensorRT and let the install script of onnxruntime-node download its libraries",
  webgpu: "Use a page or a machine with a GPU that WebGPU knows",
};

/**
 * Makes a session of the smallest model, so that a provider that does not start is told from a model that does not
 * run.
 *
 * @throws CapabilityError when it does not start
 */
export async function checkStart(
  provider: string,
  packageName: string,
  createSession: Runtime["createSession"],
): Promise<void> {
  try {
    await (await createSession(smallest(), { optimization: "basic", small: true })).release();
  } catch (cause) {
    const message = cause instanceof Error ? cause.message.trim() : String(cause);
    throw new CapabilityError(
      `onnxBackend: the execution provider ${provider} of ${packageName} must start, got ${JSON.stringify(message)}. ${remedies[provider] ?? "See what it needs in its documentation"}, or leave executionProviders out for the processor.`,
      { cause },
    );
  }
}
