import { onnxBackend } from "@nami/backend-onnx";
import { tfjsBackend } from "@nami/backend-tfjs";
import { CapabilityError, nearestWord, OptionError } from "@nami/errors";
import { referenceBackend, type TensorBackend } from "@nami/tensor-backend";

/** A backend that the CLI can be asked for. */
export interface BackendEntry {
  /** One line for `nami backends`. */
  readonly about: string;
  /** Returns at once; whether the device is there shows at the first program. */
  readonly make: () => TensorBackend;
  /** What to install where it is absent. */
  readonly packages: readonly string[];
}

/** Name of a backend in the registry. */
export type BackendName =
  | "onnx:cpu"
  | "onnx:wasm"
  | "tfjs:wasm"
  | "tfjs:cpu"
  | "tfjs:node"
  | "tfjs:node-gpu"
  | "reference:float32"
  | "reference:float64";

/** All backends by name. The order is that of `nami backends`. */
export const registry: Readonly<Record<BackendName, BackendEntry>> = {
  "onnx:cpu": {
    about: "ONNX Runtime on the processor: each step is one program, the fastest without a GPU",
    make: () => onnxBackend({ executionProviders: ["cpu"] }),
    packages: ["onnxruntime-node"],
  },
  "onnx:wasm": {
    about: "ONNX Runtime on WebAssembly: what a browser would run",
    make: () => onnxBackend({ executionProviders: ["wasm"] }),
    packages: ["onnxruntime-web"],
  },
  "tfjs:wasm": {
    about: "TensorFlow.js on WebAssembly: runs everywhere, no GPU needed",
    make: () => tfjsBackend({ device: "wasm" }),
    packages: ["@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-wasm"],
  },
  "tfjs:cpu": {
    about: "TensorFlow.js in plain JavaScript: slow, for comparison",
    make: () => tfjsBackend({ device: "cpu" }),
    packages: ["@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-cpu"],
  },
  "tfjs:node": {
    about: "TensorFlow.js on the native TensorFlow library",
    make: () => tfjsBackend({ device: "node" }),
    packages: ["@tensorflow/tfjs-node"],
  },
  "tfjs:node-gpu": {
    about: "TensorFlow.js on the native TensorFlow library with CUDA",
    make: () => tfjsBackend({ device: "node-gpu" }),
    packages: ["@tensorflow/tfjs-node-gpu"],
  },
  "reference:float32": {
    about: "plain loops: the slowest, always there",
    make: () => referenceBackend({ dtype: "float32" }),
    packages: [],
  },
  "reference:float64": {
    about: "plain loops in double precision: the measure of all others",
    make: () => referenceBackend({ dtype: "float64" }),
    packages: [],
  },
};

/** Backends that need a page: known by name, so that whoever asks for one learns why it is not here. */
export const browserBackends: Readonly<Record<string, Pick<BackendEntry, "about">>> = {
  "tfjs:webgl": { about: "TensorFlow.js on the GPU through WebGL" },
  "tfjs:webgpu": { about: "TensorFlow.js on the GPU through WebGPU" },
  "onnx:webgpu": { about: "ONNX Runtime on the GPU through WebGPU" },
};

/** All names, as a list that is never empty. */
export const backendNames = Object.keys(registry) as [BackendName, ...BackendName[]];

/** What `auto` tries, the best first: every one of these that the machine has will do. */
export const autoOrder: readonly BackendName[] = ["onnx:cpu", "tfjs:wasm", "tfjs:cpu", "reference:float32"];

/**
 * The entry of a name.
 *
 * @throws CapabilityError for a backend of browsers
 * @throws OptionError for a name that is not in the registry, with a suggestion
 */
export const backendEntry = (name: string): BackendEntry => {
  if (Object.hasOwn(registry, name)) return registry[name as BackendName];
  const inBrowsers = Object.keys(browserBackends).find((full) => [full, full.split(":")[1]].includes(name));
  if (inBrowsers !== undefined)
    throw new CapabilityError(
      `backend: ${inBrowsers} must run in a browser, got Node.js. Use tfjs:wasm here; see nami backends.`,
    );
  const near = nearestWord(name, backendNames);
  throw new OptionError(
    `backend: the name must be auto or one of ${backendNames.join(", ")}, got ${JSON.stringify(name)}. ${near === undefined ? "See nami backends." : `Did you mean ${near}?`}`,
  );
};
