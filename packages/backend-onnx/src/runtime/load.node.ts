import { availableParallelism } from "node:os";
import { CapabilityError } from "@nami/errors";
import type { TypedArray } from "@nami/tensor-backend";
import type * as Ort from "onnxruntime-common";
import { laneRuntime, runtimePath } from "../lanes/lane-runtime.node.js";
import { checkStart } from "./check-start.js";
import { require } from "./require.node.js";
import {
  type ExecutionProvider,
  type LaneRuntime,
  onProcessor,
  operationsOfCall,
  providerName,
  type Runtime,
  type RuntimeOptions,
  withShaders,
} from "./runtime.js";
import { sessionOptions } from "./session-options.js";

/** Providers that onnxruntime-web has and onnxruntime-node has not. */
const inWeb: ReadonlySet<string> = new Set(["wasm"]);

/** What a runtime's package exports; onnxruntime-node also tells what its build can compute on. */
type Module = typeof Ort & { readonly listSupportedBackends?: () => readonly { readonly name: string }[] };

async function load(name: string, importing: () => unknown): Promise<Module> {
  try {
    return (await importing()) as Module;
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
    const { readFileSync } = require("node:fs") as typeof import("node:fs");
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

/** @throws CapabilityError for a provider that this build of the runtime does not have */
function checkProviders(ort: Module, providers: readonly ExecutionProvider[], web: boolean): void {
  const names = web ? [...inWeb] : ort.listSupportedBackends?.().map(({ name }) => name);
  const absent = providers.map(providerName).find((name) => names && !names.includes(name));
  if (absent !== undefined)
    throw new CapabilityError(
      `onnxBackend: execution providers must be in this build of onnxruntime-${web ? "web" : "node"}, got ${JSON.stringify(absent)}. It has ${names!.join(", ")}; leave executionProviders out for the processor.`,
    );
}

/**
 * Runtimes that compute beside each other, each in a thread of its own; none where there is one core, or another
 * provider than the processor's own.
 */
export function lanesOf({ executionProviders, threads }: Omit<RuntimeOptions, "files">): LaneRuntime[] {
  const first = providerName(executionProviders?.[0] ?? defaultProvider);
  const count = first === defaultProvider ? (threads ?? physicalCores()) : 0;
  const path = count > 1 ? runtimePath() : undefined;
  return path === undefined ? [] : Array.from({ length: count }, () => laneRuntime(path));
}

/** The processor's providers, and a runtime for them, in Node. */
export async function loadRuntime({ executionProviders, threads }: RuntimeOptions): Promise<Runtime> {
  const providers: readonly ExecutionProvider[] = executionProviders ?? [defaultProvider];
  const first = providerName(providers[0]!);
  const web = inWeb.has(first);
  const ort = web
    ? await load("onnxruntime-web", () => import("onnxruntime-web"))
    : await load("onnxruntime-node", () => require("onnxruntime-node"));
  checkProviders(ort, providers, web);
  const count = threads ?? physicalCores();
  if (web && count > 0) ort.env.wasm.numThreads = count;
  // Errors are thrown; the runtime need not print them as well.
  ort.env.logLevel = "fatal";
  const createSession: Runtime["createSession"] = (model, options) =>
    ort.InferenceSession.create(model, sessionOptions(options, providers, options.small ? 1 : count));
  const asked = providers.map(providerName).find((name) => !onProcessor(name));
  if (asked !== undefined) await checkStart(asked, "onnxruntime-node", createSession);
  return {
    name: `onnx:${first}`,
    threads: Math.max(1, count),
    shaders: withShaders(first),
    controlFlow: asked === undefined,
    operationsOfCall: web ? operationsOfCall.wasm : operationsOfCall.native,
    createSession,
    tensor: (values, shape, dtype) => new ort.Tensor(dtype, values as Float32Array, shape),
    read: async (tensor) => (await tensor.getData()) as TypedArray,
    free: (tensor) => tensor.dispose(),
  };
}
