import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { CapabilityError } from "@nami/errors";
import type * as Ort from "onnxruntime-common";
import { type ExecutionProvider, providerName, type Runtime, type RuntimeOptions } from "./runtime.js";
import { sessionOptions } from "./session-options.js";

/** Providers that onnxruntime-web has and onnxruntime-node has not. */
const inWeb: ReadonlySet<string> = new Set(["wasm"]);

/** The module of a package, also where an ES import of a CommonJS package puts it under `default`. */
function moduleOf(namespace: typeof Ort & { readonly default?: typeof Ort }): typeof Ort {
  return namespace.default ?? namespace;
}

async function load(name: string, importing: Promise<unknown>): Promise<typeof Ort> {
  try {
    return moduleOf((await importing) as typeof Ort);
  } catch (cause) {
    throw new CapabilityError(
      `onnxBackend: the package ${name} must be there, got ${JSON.stringify(cause instanceof Error ? cause.message.split("\n")[0] : String(cause))}. Install it with ONNXRUNTIME_NODE_INSTALL=skip npm install ${name}.`,
      { cause },
    );
  }
}

/**
 * Physical cores that this process may use: the two threads of one core share the unit that multiplies. 0, the
 * runtime's own choice, where the system does not say.
 */
function physicalCores(): number {
  try {
    const cores = readFileSync("/proc/cpuinfo", "utf8")
      .split("\n\n")
      .flatMap((entry) => {
        const of = (name: string): string | undefined =>
          new RegExp(`^${name}\\s*: (.*)$`, "m").exec(entry)?.[1];
        return of("processor") === undefined
          ? []
          : [`${of("physical id")}:${of("core id") ?? of("processor")}`];
      });
    return Math.min(new Set(cores).size, availableParallelism());
  } catch {
    return 0;
  }
}

/** What computes unless asked otherwise. */
export const defaultProvider = "cpu";

/** The processor's providers, and a runtime for them, in Node. */
export async function loadRuntime({ executionProviders, threads }: RuntimeOptions): Promise<Runtime> {
  const providers: readonly ExecutionProvider[] = executionProviders ?? [defaultProvider];
  const web = inWeb.has(providerName(providers[0]!));
  const ort = web
    ? await load("onnxruntime-web", import("onnxruntime-web"))
    : await load("onnxruntime-node", import("onnxruntime-node"));
  const count = threads ?? physicalCores();
  if (web && count > 0) ort.env.wasm.numThreads = count;
  return {
    name: `onnx:${providerName(providers[0]!)}`,
    createSession: (model, options) =>
      ort.InferenceSession.create(model, sessionOptions(options, providers, count)),
    tensor: (values, shape, dtype) => new ort.Tensor(dtype, values as Float32Array, shape),
  };
}
