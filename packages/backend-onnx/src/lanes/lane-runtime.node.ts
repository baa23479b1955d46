import type { Worker } from "node:worker_threads";
import type { TypedArray } from "@nami/tensor-backend";
import { require } from "../runtime/require.node.js";
import { type LaneRuntime, type LaneTensor, operationsOfCall } from "../runtime/runtime.js";
import { sessionOptions } from "../runtime/session-options.js";
import { laneProgram } from "./lane-program.js";

interface Answer {
  readonly call: number;
  readonly value: unknown;
  readonly error?: string;
}

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** Loaded when the first lane starts: most short programs need none. */
const threads = (): typeof import("node:worker_threads") => require("node:worker_threads");

/** Where onnxruntime-node lies; undefined where it does not. */
export function runtimePath(): string | undefined {
  try {
    return require.resolve("onnxruntime-node");
  } catch {
    return undefined;
  }
}

/**
 * ONNX Runtime in a thread of its own, with one thread to an operator: several such compute at the same time, without
 * waiting for each other after every operator as the threads of one session do.
 *
 * The thread starts with the first call, and keeps the process alive only while it owes an answer.
 *
 * @param path of onnxruntime-node
 */
export function laneRuntime(path: string): LaneRuntime {
  const pending = new Map<number, Pending>();
  let worker: Worker | undefined;
  let closing = false;
  let next = 0;

  const settle = (from: Worker, call: number): Pending | undefined => {
    const waiting = pending.get(call);
    pending.delete(call);
    if (pending.size > 0) return waiting;
    from.unref();
    if (closing) void from.terminate();
    return waiting;
  };
  const start = (): Worker => {
    const made = new (threads().Worker)(laneProgram, { eval: true, execArgv: [], workerData: { path } });
    made.unref();
    made.on("message", ({ call, value, error }: Answer) => {
      const waiting = settle(made, call);
      if (error === undefined) waiting?.resolve(value);
      else waiting?.reject(new Error(error));
    });
    const fail = (error: Error): void => {
      if (worker === made) worker = undefined;
      for (const { reject } of pending.values()) reject(error);
      pending.clear();
    };
    made.on("error", fail);
    made.on("exit", () => fail(new Error("the thread has ended")));
    return made;
  };
  const tell = (action: string, message: object, transfer: ArrayBuffer[] = []): void => {
    worker ??= start();
    worker.postMessage({ action, ...message }, transfer);
  };
  const ask = (action: string, message: object, transfer?: ArrayBuffer[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const call = next++;
      pending.set(call, { resolve, reject });
      tell(action, { call, ...message }, transfer);
      worker?.ref();
    });

  return {
    name: "onnx:cpu",
    threads: 1,
    shaders: false,
    controlFlow: true,
    operationsOfCall: operationsOfCall.native,
    async createSession(model, options) {
      const session = next++;
      await ask("create", { session, model, options: sessionOptions(options, ["cpu"], 1) });
      return {
        run: async (feeds) => (await ask("run", { session, feeds })) as Record<string, LaneTensor>,
        compute: async (feeds) => {
          const transfer = Object.values(feeds).map(({ values }) => values.buffer as ArrayBuffer);
          return (await ask("compute", { session, feeds }, transfer)) as Record<string, TypedArray>;
        },
        release: async () => {
          if (worker && !closing) await ask("release", { session });
        },
      };
    },
    tensor: (values, shape, dtype) => {
      const tensor = next++;
      tell("upload", { tensor, values, shape, dtype }, [values.buffer as ArrayBuffer]);
      return tensor;
    },
    read: async (tensor) => (await ask("read", { tensor })) as TypedArray,
    free: (tensor) => {
      if (worker && !closing) tell("free", { tensor });
    },
    close: () => {
      closing = true;
      if (worker && pending.size === 0) void worker.terminate();
    },
  };
}
