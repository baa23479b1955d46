import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { blasKernels } from "./blas-kernels.js";
import type { Setting } from "./protocol.js";

/** A program that takes part. */
export interface Contender {
  /** As it is called in the table. */
  readonly title: string;
  /** Whether it is nami on one of its backends. */
  readonly ours: boolean;
  /** What starts it. */
  readonly command: readonly string[];
  /** Every setting that could be its best. */
  readonly settings: readonly Setting[];
  readonly environment?: (setting: Setting) => Environment;
}

/** Variables of the environment that a setting means. */
type Environment = Readonly<Record<string, string>>;

/** A program of `bundle`. */
export const bundled = (name: string, extension = "js"): string =>
  fileURLToPath(new URL(`../../dist/${name}.${extension}`, import.meta.url));
/** Name of a contender. */
export type ContenderName = "nami:onnx" | "nami:tfjs-wasm" | "pytorch" | "tfjs-wasm" | "jax-js-wasm";

const cores = availableParallelism();

const onNode = (title: string, name: string, backend?: string): Contender => ({
  title,
  ours: backend !== undefined,
  command: [process.execPath, bundled(name), ...(backend === undefined ? [] : [backend])],
  settings: [{}],
});

/** Debian keeps each build of OpenBLAS in a folder of its own. */
const openBlas = (build: unknown): string => `/usr/lib/${debianArchitecture}/openblas-${build}`;
const debianArchitecture = process.arch === "arm64" ? "aarch64-linux-gnu" : "x86_64-linux-gnu";

/** Debian's Python: another one on the PATH would not have its packages. */
export const python = "/usr/bin/python3";

/** A program in the folder `python`. */
export const pythonProgram = (name: string): string =>
  fileURLToPath(new URL(`../../python/${name}`, import.meta.url));

/** Threads of PyTorch and of its OpenBLAS, one or all cores, and whether idle threads wait or spin. */
const threadSettings: readonly Setting[] = [
  { blas: "pthread", torchThreads: 1, blasThreads: 1, wait: "passive" },
  { blas: "pthread", torchThreads: 1, blasThreads: cores, wait: "passive" },
  { blas: "pthread", torchThreads: cores, blasThreads: 1, wait: "passive" },
  { blas: "pthread", torchThreads: cores, blasThreads: 1, wait: "active" },
  { blas: "pthread", torchThreads: cores, blasThreads: cores, wait: "passive" },
  { blas: "pthread", torchThreads: cores, blasThreads: cores, wait: "active" },
  { blas: "openmp", torchThreads: cores, blasThreads: cores, wait: "passive" },
  { blas: "openmp", torchThreads: cores, blasThreads: cores, wait: "active" },
];

let torchSettingsFound: readonly Setting[] | undefined;

/** The same, with the kernels that OpenBLAS must be told to take, if any: looked for when first asked. */
function torchSettings(): readonly Setting[] {
  if (torchSettingsFound) return torchSettingsFound;
  const kernels = blasKernels([python, pythonProgram("blas_kernels.py")]);
  torchSettingsFound =
    kernels === undefined ? threadSettings : threadSettings.map((threads) => ({ ...threads, kernels }));
  return torchSettingsFound;
}

/** The environment that a setting of PyTorch means. */
const torchEnvironment = ({ blas, torchThreads, blasThreads, wait, kernels }: Setting): Environment => ({
  LD_LIBRARY_PATH: openBlas(blas),
  OMP_NUM_THREADS: String(torchThreads),
  OPENBLAS_NUM_THREADS: String(blasThreads),
  OMP_WAIT_POLICY: String(wait),
  ...(kernels !== undefined && { OPENBLAS_CORETYPE: String(kernels) }),
});

/** All of them, by name. */
export const contenders: Readonly<Record<ContenderName, Contender>> = {
  "nami:onnx": onNode("nami on ONNX Runtime", "nami", "onnx"),
  "nami:tfjs-wasm": onNode("nami on TF.js wasm", "nami", "tfjs-wasm"),
  pytorch: {
    title: "PyTorch",
    ours: false,
    command: [python, pythonProgram("worker.py")],
    get settings() {
      return torchSettings();
    },
    environment: torchEnvironment,
  },
  "tfjs-wasm": onNode("stock TF.js wasm", "stock"),
  "jax-js-wasm": onNode("jax-js wasm", "jax"),
};

/** What a setting of a contender means for its environment. */
export const environmentOf = (name: ContenderName, setting: Setting): Environment =>
  contenders[name].environment?.(setting) ?? {};
