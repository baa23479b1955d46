import { engine, type KernelBackend } from "@tensorflow/tfjs-core";

/** Whether a device is gone, and when it goes. */
export interface DeviceLoss {
  /** To be asked after each read: what a lost device gives back means nothing. */
  isLost(): boolean;
  /** Resolves with what is known, within a fraction of a second of the loss. */
  readonly reason: Promise<string>;
}

/** The WebGL device of TensorFlow.js, as far as it is looked at. */
interface WebglDevice {
  readonly gpgpu: { readonly gl: WebGL2RenderingContext };
}

/** Its WebGPU device. */
interface WebgpuDevice {
  readonly device: { readonly lost: Promise<{ readonly message: string; readonly reason: string }> };
}

/** Milliseconds between two looks at a WebGL context. */
const interval = 200;

/** Watches the one WebGL context of TensorFlow.js in this worker. */
export const watchWebgl = async (): Promise<DeviceLoss> => {
  const { gl } = (engine().registry.webgl as KernelBackend & WebglDevice).gpgpu;
  const reason = new Promise<string>((resolve) => {
    const timer = setInterval(() => {
      if (!gl.isContextLost()) return;
      clearInterval(timer);
      resolve("the WebGL context was lost");
    }, interval);
  });
  return { isLost: () => gl.isContextLost(), reason };
};

/** Watches the one WebGPU device of TensorFlow.js in this worker. */
export const watchWebgpu = async (): Promise<DeviceLoss> => {
  const { device } = engine().registry.webgpu as KernelBackend & WebgpuDevice;
  let gone = false;
  const reason = device.lost.then(({ message }) => {
    gone = true;
    return message === "" ? "the WebGPU device was lost" : message;
  });
  return { isLost: () => gone, reason };
};
