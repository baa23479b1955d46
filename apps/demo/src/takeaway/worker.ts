import { answerOnce } from "../transport/ask-worker.js";
import { inUnits } from "../uploads/units.js";
import type { Wanted, WantedPoints } from "./wanted.js";

type Bytes = Uint8Array<ArrayBuffer>;
const utf8 = (text: string): Bytes => new TextEncoder().encode(text);

const pointsOf = ({ points, units }: WantedPoints): Float32Array | Float64Array =>
  units ? inUnits(points, units) : points;

/** The bytes of a file; the code for each kind is loaded when it is wanted. */
const made = async (wanted: Wanted, onProgress: (share: number) => void): Promise<Bytes> => {
  switch (wanted.kind) {
    case "png":
      return (await import("./make/picture.js")).pngOf(wanted);
    case "gif":
      return (await import("./make/animation.js")).gifOf(wanted, onProgress);
    case "svg":
      return utf8((await import("./make/drawing.js")).svgOf(wanted));
    case "csv":
      return utf8((await import("./make/table.js")).csvOf(pointsOf(wanted)));
    case "npy":
      return (await import("./make/table.js")).npyOf(pointsOf(wanted));
    case "data":
      return (await import("./make/training-data.js")).dataOf(wanted);
    case "labels":
      return (await import("./make/training-data.js")).labelsOf(wanted);
    case "safetensors":
      return (await import("./make/weights.js")).weightsOf(wanted);
    case "onnx":
      return (await import("./make/onnx.js")).onnxOf(wanted);
    case "config":
      return utf8((await import("./make/config.js")).configOf(wanted));
    case "program":
      return utf8((await import("./make/program.js")).programOf(wanted));
  }
};

answerOnce<Wanted, Bytes>(made);
