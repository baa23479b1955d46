import { answerOnce } from "../transport/ask-worker.js";
import { inUnits } from "../uploads/units.js";
import type { TakenModel } from "./make/taken-model.js";
import type { Wanted, WantedModel, WantedPoints } from "./wanted.js";

type Bytes = Uint8Array<ArrayBuffer>;
const utf8 = (text: string): Bytes => new TextEncoder().encode(text);

const pointsOf = ({ points, units }: WantedPoints): Float32Array | Float64Array =>
  units ? inUnits(points, units) : points;

const modelOf = async (wanted: WantedModel): Promise<TakenModel> =>
  (await import("./make/taken-model.js")).takenModel(wanted);

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
      return utf8((await import("./make/table.js")).csvOf(pointsOf(wanted), wanted.dim));
    case "npy":
      return (await import("./make/table.js")).npyOf(pointsOf(wanted), wanted.dim);
    case "data":
      return (await import("./make/training-data.js")).dataOf(wanted);
    case "labels":
      return (await import("./make/training-data.js")).labelsOf(wanted);
    case "safetensors":
      return (await import("./make/weights.js")).weightsOf(await modelOf(wanted));
    case "onnx":
      return (await import("./make/onnx.js")).onnxOf(await modelOf(wanted));
    case "config":
      return utf8((await import("./make/config.js")).configOf(wanted));
    case "program":
      return utf8((await import("./make/program.js")).programOf(wanted));
    case "sampling":
      return utf8((await import("./make/sampling-program.js")).samplingProgramOf(wanted));
  }
};

answerOnce<Wanted, Bytes>(made);
