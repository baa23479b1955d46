import { pause } from "@nami/tensor-backend";

/** Something that is made ahead. */
export interface Ahead<T> {
  /** It, made now if it has not been begun. */
  get(): Promise<T>;
  /** Does not begin it any more; settles when one that has been begun has ended, well or badly. */
  drop(): Promise<void>;
}

/**
 * Has something made while the caller waits for what it has just begun, such as a step on a device.
 *
 * What keeps the thread begins after one pause, as ONNX Runtime's calls do in Node, and so this begins after two: while others
 * compute, or else before their result is asked for.
 */
export function ahead<T>(make: () => Promise<T>): Ahead<T> {
  let made: Promise<T> | undefined;
  let dropped = false;
  const get = (): Promise<T> => {
    made ??= make();
    return made;
  };
  pause(() =>
    pause(() => {
      // Whoever asks for it hears of its failure.
      if (!dropped) get().catch(() => undefined);
    }),
  );
  return {
    get,
    drop: async () => {
      dropped = true;
      await made?.catch(() => undefined);
    },
  };
}
