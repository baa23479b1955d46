import { CapabilityError } from "@nami/errors";
import type { KernelBackend } from "@tensorflow/tfjs-core";
import { type Device, kernelRegistry, packagesOf } from "./device.js";
import { type Importer, importerOf, type LoadOptions } from "./importers.js";
import { withoutRethrowing } from "./process-listeners.js";
import { type Core, runtimeOf } from "./runtime.js";
import type { Runtime } from "./tfjs.js";

/** TF.js's one instance of each device: kernels keep their memory in module variables, and a second breaks the first. */
const started = new Map<string, Promise<KernelBackend>>();

function missing(device: Device, cause: unknown): CapabilityError {
  const names = packagesOf[device];
  const install = `npm install ${names.join(" ")}`;
  const message = device.startsWith("node")
    ? `tfjsBackend: device "${device}" needs the optional package ${names[0]}, which is not installed or has no native addon. Install it with ${install}, or use device "wasm" or "cpu", which work without it.`
    : `tfjsBackend: device "${device}" needs the packages ${names.join(" and ")}, which could not be loaded. Install them with ${install}.`;
  return new CapabilityError(message, { cause });
}

function unstartable(device: Device, cause: unknown): CapabilityError {
  const reason = String((cause as { readonly message?: unknown })?.message ?? cause);
  const remedy =
    device === "wasm"
      ? "Pass wasmPaths: where the .wasm files of @tensorflow/tfjs-backend-wasm are served"
      : 'Use device "wasm" or "cpu"';
  return new CapabilityError(
    `tfjsBackend: device "${device}" must start, got ${JSON.stringify(reason)}. ${remedy}.`,
    { cause },
  );
}

async function start(device: Device, core: Core): Promise<KernelBackend> {
  const name = kernelRegistry[device];
  const engine = core.engine();
  const factory = engine.findBackendFactory(name);
  if (!factory)
    throw new CapabilityError(
      `tfjsBackend: device "${device}" must exist in this runtime, got none. Use device "wasm" or "cpu", which run everywhere.`,
    );
  const made = engine.registry[name] ?? (await withoutRethrowing(async () => factory()));
  // Whoever was first wins, so that a program which also uses TF.js itself shares the instance.
  const storage = engine.registry[name] ?? made;
  engine.registry[name] = storage;
  // No advertisement on the console.
  if (device === "cpu") Object.assign(storage, { firstUse: false });
  for (const { setupFunc } of core.getKernelsForBackend(name)) setupFunc?.(storage);
  return storage;
}

/**
 * Loads a device's packages and starts it, without making it TF.js's global backend.
 *
 * @param importer loads the packages; another one for tests of what is missing
 * @throws CapabilityError when a package is missing, or the device does not start
 */
export async function loadRuntime(
  device: Device,
  options: LoadOptions = {},
  importer: Importer = importerOf(device),
): Promise<Runtime> {
  const core = await importer(options).catch((cause: unknown) => {
    throw missing(device, cause);
  });
  const name = kernelRegistry[device];
  const starting = started.get(name) ?? start(device, core);
  started.set(name, starting);
  const storage = await starting.catch((cause: unknown) => {
    started.delete(name);
    throw cause instanceof CapabilityError ? cause : unstartable(device, cause);
  });
  return runtimeOf(device, core, storage);
}
