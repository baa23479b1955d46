import { blockWords } from "../philox.js";
import { bytes } from "./bytes.js";
import { halfRounds, type Interval, type Kernels, type Stream } from "./kernels.js";

type Call = (
  k0: number,
  k1: number,
  first: number,
  attempt: number,
  use: number,
  count: number,
  ...more: number[]
) => void;

/** What `kernels.wat` exports. */
interface Exports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly uniform: Call;
  readonly normal: Call;
  readonly turn: Kernels["turn"];
}

const blocksAtOnce = 1024;
/** Where `turn` finds its grid in memory, in bytes. */
const [lines, columns, words] = [16_384, 20_480, 24_576];

/** The part of the platform that is used here; any of it may be missing. */
interface Platform {
  readonly atob?: (text: string) => string;
  readonly WebAssembly?: {
    readonly Module: new (bytes: Uint8Array) => object;
    readonly Instance: new (module: object) => { readonly exports: Readonly<Record<string, unknown>> };
  };
}

/**
 * The kernels of `kernels.wat`, or undefined where they cannot run: without WebAssembly or its vectors, under a
 * content-security policy that forbids it, or where arrays have another byte order than its memory.
 */
export function wasmKernels(): Kernels | undefined {
  const { atob, WebAssembly } = globalThis as Platform;
  if (!atob || !WebAssembly || new Uint8Array(Uint16Array.of(1).buffer)[0] !== 1) return undefined;
  try {
    const module = new WebAssembly.Module(Uint8Array.from(atob(bytes), (char) => char.charCodeAt(0)));
    const { memory, uniform, normal, turn } = new WebAssembly.Instance(module)
      .exports as Partial<Exports> as Exports;
    return Object.freeze<Kernels>({
      blocksAtOnce,
      values: new Float64Array(memory.buffer),
      grid: {
        lines: new Int32Array(memory.buffer, lines, blocksAtOnce),
        columns: new Int32Array(memory.buffer, columns, blocksAtOnce),
        words: new Uint32Array(memory.buffer, words, halfRounds * blockWords),
      },
      turn,
      uniform({ key, use, attempt }: Stream, first, count, { low, width, last }: Interval) {
        uniform(key.words[0], key.words[1], first, attempt, use, count, low, width, last);
      },
      normal({ key, use, attempt }: Stream, first, count) {
        normal(key.words[0], key.words[1], first, attempt, use, count);
      },
    });
  } catch {
    // The engine refuses the module: the other kernels draw the same bits.
    return undefined;
  }
}
