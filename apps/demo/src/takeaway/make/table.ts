import { writeNpy } from "@nami/datasets";

/** Points as a csv file with a line of names; numbers to their last bit. */
export const csvOf = (points: Float32Array | Float64Array, dim = 2): string => {
  const text = points instanceof Float32Array ? shortest : String;
  const lines = [dim === 2 ? "x,y" : Array.from({ length: dim }, (_, i) => `x${i + 1}`).join()];
  for (let i = 0; i < points.length; i += dim)
    lines.push(Array.from(points.subarray(i, i + dim), (value) => text(value)).join());
  return `${lines.join("\n")}\n`;
};

/** The shortest digits that are this float32, and not as many as a float64 has. */
const shortest = (value: number): string => {
  for (let digits = 6; digits < 9; digits++) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return String(Number(text));
  }
  return String(Number(value.toPrecision(9)));
};

/** Points as an npy file of shape `[rows, dim]`. */
export const npyOf = (points: Float32Array | Float64Array, dim = 2): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(writeNpy({ data: points, shape: [points.length / dim, dim] }));
