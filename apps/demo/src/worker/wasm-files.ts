import "@tensorflow/tfjs-backend-wasm";
import plain from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url";
import simd from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url";
import threaded from "@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url";
import { env } from "@tensorflow/tfjs-core";

/** Where this site serves the WebAssembly of TensorFlow.js. */
export const wasmFiles = {
  "tfjs-backend-wasm.wasm": plain,
  "tfjs-backend-wasm-simd.wasm": simd,
  "tfjs-backend-wasm-threaded-simd.wasm": threaded,
};

/**
 * Keeps TensorFlow.js from starting threads: it starts them from the text of a function, which bundling has changed, and
 * at the sizes of this site they gain little. To be called before the device starts.
 */
export const stayOnOneThread = (): void => env().set("WASM_HAS_MULTITHREAD_SUPPORT", false);
