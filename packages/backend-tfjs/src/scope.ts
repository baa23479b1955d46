import { CapabilityError } from "@nami/errors";
import { type DType, type Shape, sameShape } from "@nami/tensor-backend";
import type { DeviceArray, HostMemory, KernelAttributes, KernelInputs, Runtime, Value } from "./tfjs.js";

/**
 * What one primitive allocates while it runs.
 *
 * A kernel may be composed of several TF.js kernels. Their results belong to the scope; at the end one of them is
 * kept, and the others are freed, also when the next kernel throws.
 */
export class Scope {
  readonly #runtime: Runtime;
  readonly #owned: Value[] = [];

  constructor(runtime: Runtime) {
    this.#runtime = runtime;
  }

  /** Whether there is memory that JavaScript can reach. */
  get hasHost(): boolean {
    return this.#runtime.host !== undefined;
  }

  /** Memory that JavaScript can reach. */
  get host(): HostMemory {
    const { host, name } = this.#runtime;
    if (!host)
      throw new CapabilityError(`Scope: a host loop needs memory in reach, got ${name}. Use kernels.`);
    return host;
  }

  /** Runs a TF.js kernel. */
  call(kernel: string, inputs: KernelInputs, attributes: KernelAttributes = {}): Value {
    return this.#own(this.#runtime.call(kernel, inputs, attributes));
  }

  /** A new value for a host loop to fill. */
  allocate(shape: Shape, dtype: DType): Value {
    return this.#own(this.host.allocate(shape, dtype));
  }

  /** A new value with elements from the host; the array becomes the device's. */
  upload(values: DeviceArray, shape: Shape, dtype: DType): Value {
    return this.#own(this.#runtime.write(values, shape, dtype));
  }

  /** A number as a float32 scalar. */
  number(value: number): Value {
    return this.upload(Float32Array.of(value), [], "float32");
  }

  /** The same elements in another shape. */
  reshape(x: Value, shape: Shape): Value {
    return sameShape(x.shape, shape) ? x : this.call("Reshape", { x }, { shape: [...shape] });
  }

  /** A second handle to the same data, which lives until both are freed. */
  share(x: Value): Value {
    this.#runtime.storage.incRef(x.dataId);
    return this.#own({ ...x });
  }

  /** Frees one of the scope's values before the end. */
  free(value: Value): void {
    this.#owned.splice(this.#owned.lastIndexOf(value), 1);
    this.#runtime.storage.disposeData(value.dataId);
  }

  /** Frees everything but `result`, which the caller owns from now on. */
  finish(result: Value): Value {
    const kept = this.#owned.includes(result) ? result : this.share(result);
    this.#owned.splice(this.#owned.indexOf(kept), 1);
    this.abort();
    return kept;
  }

  /** Frees everything. */
  abort(): void {
    for (const { dataId } of this.#owned.splice(0)) this.#runtime.storage.disposeData(dataId);
  }

  #own(value: Value): Value {
    this.#owned.push(value);
    return value;
  }
}
