import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
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
  /** Environment of a setting. */
  readonly environment?: (setting: Setting) => Readonly<Record<string, string>>;
}

/** A program of `bundle`. */
export const bundled = (name: string): string =>
  fileURLToPath(new URL(`../../dist/${name}.js`, import.meta.url));
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

/** Threads of PyTorch and of its OpenBLAS, one or all cores, and whether idle threads wait or spin. */
const torchSettings: readonly Setting[] = [
  { blas: "pthread", torchThreads: 1, blasThreads: 1, wait: "passive" },
  { blas: "pthread", torchThreads: 1, blasThreads: cores, wait: "passive" },
  { blas: "pthread", torchThreads: cores, blasThreads: 1, wait: "passive" },
  { blas: "pthread", torchThreads: cores, blasThreads: 1, wait: "active" },
  { blas: "pthread", torchThreads: cores, blasThreads: cores, wait: "passive" },
  { blas: "pthread", torchThreads: cores, blasThreads: cores, wait: "active" },
  { blas: "openmp", torchThreads: cores, blasThreads: cores, wait: "passive" },
  { blas: "openmp", torchThreads: cores, blasThreads: cores, wait: "active" },
];

/** Debian's Python: another one on the PATH would not have its packages. */
export const python = "/usr/bin/python3";

/** The environment that a setting of PyTorch means. */
const torchEnvironment = (setting: Setting): Readonly<Record<string, string>> => ({
  LD_LIBRARY_PATH: openBlas(setting.blas),
  OMP_NUM_THREADS: String(setting.torchThreads),
  OPENBLAS_NUM_THREADS: String(setting.blasThreads),
  OMP_WAIT_POLICY: String(setting.wait),
});

/** A program in the folder `python`. */
export const pythonProgram = (name: string): string =>
  fileURLToPath(new URL(`../../python/${name}`, import.meta.url));

/** All of them, by name. */
export const contenders: Readonly<Record<ContenderName, Contender>> = {
  "nami:onnx": onNode("nami on ONNX Runtime", "nami", "onnx"),
  "nami:tfjs-wasm": onNode("nami on TF.js wasm", "nami", "tfjs-wasm"),
  pytorch: {
    title: "PyTorch",
    ours: false,
    command: [python, pythonProgram("worker.py")],
    settings: torchSettings,
    environment: torchEnvironment,
  },
  "tfjs-wasm": onNode("stock TF.js wasm", "stock"),
  "jax-js-wasm": onNode("jax-js wasm", "jax"),
};

/** What a setting of a contender means for its environment. */
export const environmentOf = (name: ContenderName, setting: Setting): Readonly<Record<string, string>> =>
  contenders[name].environment?.(setting) ?? {};
