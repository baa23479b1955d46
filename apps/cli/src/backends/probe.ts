import { NamiError } from "@nami/errors";
import { add, compile, matmul, type TensorBackend, tensor } from "@nami/tensor-backend";
import { type BackendEntry, type BackendName, backendNames, registry } from "./registry.js";

/** What a machine has of a backend. */
export interface Probe {
  readonly name: BackendName;
  readonly about: string;
  /** Milliseconds from nothing to the first result; left out where it is absent. */
  readonly milliseconds?: number;
  /** Why it is absent. */
  readonly reason?: string;
  readonly remedy?: string;
}

/**
 * Runs a small program and checks its result: what a backend says of itself is not enough.
 *
 * @throws whatever keeps the backend from running
 */
export const tryBackend = async (backend: TensorBackend): Promise<void> => {
  const product = compile(() => add(matmul(tensor([[1, 2]]), tensor([[3], [4]])), 1), { backend });
  const result = await product();
  const [value] = await result.data();
  result.dispose();
  product.dispose();
  if (value !== 12) throw new Error(`it computes 1·3 + 2·4 + 1 = ${value}`);
};

/** How to install packages: onnxruntime-node would else download CUDA, and fail where it can't. */
const installing = (packages: readonly string[]): string =>
  `${packages.includes("onnxruntime-node") ? "ONNXRUNTIME_NODE_INSTALL=skip " : ""}npm install ${packages.join(" ")}`;

/** Tries one backend. */
export const probeBackend = async (
  name: BackendName,
  { about, make, packages }: BackendEntry = registry[name],
): Promise<Probe> => {
  const started = performance.now();
  try {
    const backend = make();
    await tryBackend(backend);
    backend.dispose();
    return { name, about, milliseconds: performance.now() - started };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const short = error instanceof NamiError ? reason.replace(/^\w+: /, "").split(". ")[0]! : reason;
    return { name, about, reason: short, remedy: installing(packages) };
  }
};

/** Tries all of them, one after another. */
export const probeBackends = async (): Promise<Probe[]> => {
  const probes: Probe[] = [];
  for (const name of backendNames) probes.push(await probeBackend(name));
  return probes;
};
