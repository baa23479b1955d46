/** jax-js on wasm, compiled by its jit. */
import { init } from "@jax-js/jax";
import { serve } from "../serve.js";
import { train } from "./train.js";

// jax-js looks for WebGPU at `navigator`, which Node 20 lacks.
const { navigator = {} } = globalThis as { readonly navigator?: object };
Object.assign(globalThis, { navigator });
/** Of the package, which does not say it: put in when this file is bundled. */
declare const JAX_JS_VERSION: string;

await init();
await serve({ train }, () => ({ "@jax-js/jax": JAX_JS_VERSION, threads: "its own choice" }));
