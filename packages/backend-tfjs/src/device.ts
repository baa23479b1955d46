/** Where TF.js computes. */
export type Device = "cpu" | "wasm" | "webgl" | "webgpu" | "node" | "node-gpu";

/** The name under which TF.js registers the kernels of each device. */
export const kernelRegistry: { readonly [D in Device]: string } = {
  cpu: "cpu",
  wasm: "wasm",
  webgl: "webgl",
  webgpu: "webgpu",
  node: "tensorflow",
  "node-gpu": "tensorflow",
};

/** The npm packages that each device needs. */
export const packagesOf: { readonly [D in Device]: readonly string[] } = {
  cpu: ["@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-cpu"],
  wasm: ["@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-wasm"],
  webgl: ["@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-webgl"],
  webgpu: ["@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-webgpu"],
  node: ["@tensorflow/tfjs-node"],
  "node-gpu": ["@tensorflow/tfjs-node-gpu"],
};
