import type { TensorBackend } from "@nami/tensor-backend";
import { add, compile, matmul, tensor } from "@nami/tensor-backend";
import type { BackendChoice, BackendName } from "../session/settings.js";
import type { DeviceLoss } from "./device-loss.js";

/** A backend that has computed something here. */
export interface RunningBackend {
  readonly name: BackendName;
  readonly backend: TensorBackend;
  /** For people: its own name, and its threads. */
  readonly computes: string;
  /** Resolves when the device is gone. */
  readonly lost: DeviceLoss;
}

/** Threads of WebAssembly, which need memory that they share. */
const threads = (): number =>
  crossOriginIsolated ? Math.max(1, Math.min(4, navigator.hardwareConcurrency ?? 1)) : 1;

const never: DeviceLoss = { isLost: () => false, reason: new Promise(() => {}) };

type Opened = Omit<RunningBackend, "name">;

/** How each is loaded: only when it is chosen. */
const openers: Readonly<Record<BackendName, () => Promise<Opened>>> = {
  wasm: async () => {
    const [{ tfjsBackend }, { stayOnOneThread, wasmFiles }] = await Promise.all([
      import("@nami/backend-tfjs"),
      import("./wasm-files.js"),
    ]);
    stayOnOneThread();
    const backend = tfjsBackend({ device: "wasm", wasmPaths: wasmFiles });
    await tryBackend(backend);
    return { backend, computes: "WebAssembly (TensorFlow.js)", lost: never };
  },
  webgl: async () => {
    const { tfjsBackend } = await import("@nami/backend-tfjs");
    const backend = tfjsBackend({ device: "webgl" });
    await tryBackend(backend);
    return {
      backend,
      computes: "WebGL (TensorFlow.js)",
      lost: await (await import("./device-loss.js")).watchWebgl(),
    };
  },
  webgpu: async () => {
    const gpu = (navigator as { readonly gpu?: { requestAdapter(): Promise<object | null> } }).gpu;
    if (!(await gpu?.requestAdapter())) throw new Error("this browser has no WebGPU adapter");
    const { tfjsBackend } = await import("@nami/backend-tfjs");
    const backend = tfjsBackend({ device: "webgpu" });
    await tryBackend(backend);
    return {
      backend,
      computes: "WebGPU (TensorFlow.js)",
      lost: await (await import("./device-loss.js")).watchWebgpu(),
    };
  },
  onnx: async () => {
    const [{ onnxBackend }, { onnxFiles }] = await Promise.all([
      import("@nami/backend-onnx"),
      import("./onnx-files.js"),
    ]);
    const backend = onnxBackend({ threads: threads(), files: onnxFiles });
    await tryBackend(backend);
    return { backend, computes: `ONNX Runtime${threadText()}`, lost: never };
  },
};

const threadText = (): string => (threads() > 1 ? `, ${threads()} threads` : "");

/** Runs a small program and checks its result: what a backend says of itself is not enough. */
const tryBackend = async (backend: TensorBackend): Promise<void> => {
  const product = compile(() => add(matmul(tensor([[1, 2]]), tensor([[3], [4]])), 1), { backend });
  const result = await product();
  const [value] = await result.data();
  result.dispose();
  product.dispose();
  if (value !== 12) throw new Error(`it computes 1·3 + 2·4 + 1 = ${value}`);
};

/** Whether the GPU behind WebGL is a real one: a simulated one is slower than WebAssembly. */
const hasRealGpu = (): boolean => {
  const gl = new OffscreenCanvas(1, 1).getContext("webgl2");
  const info = gl?.getExtension("WEBGL_debug_renderer_info");
  const renderer = info ? String(gl?.getParameter(info.UNMASKED_RENDERER_WEBGL)) : "";
  gl?.getExtension("WEBGL_lose_context")?.loseContext();
  return gl !== null && !/swiftshader|llvmpipe|software|basic render/i.test(renderer);
};

/** What to try, the best first. */
const candidates = (choice: BackendChoice): readonly BackendName[] => {
  if (choice !== "auto") return choice === "wasm" ? ["wasm"] : [choice, "wasm"];
  return hasRealGpu() ? ["webgpu", "webgl", "wasm"] : ["wasm"];
};

/**
 * The chosen backend, or the next that runs here.
 *
 * @returns it, and why those before it did not run
 */
export const openBackend = async (
  choice: BackendChoice,
): Promise<{ readonly running: RunningBackend; readonly refused: readonly string[] }> => {
  const refused: string[] = [];
  for (const name of candidates(choice))
    try {
      return { running: { name, ...(await openers[name]()) }, refused };
    } catch (error) {
      refused.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  throw new Error(`No backend runs in this browser. ${refused.join(" ")}`);
};
