import { writeNpy } from "@nami/datasets";

/** Points as a csv file with a line of names; numbers to their last bit. */
export const csvOf = (points: Float32Array | Float64Array): string => {
  const text = points instanceof Float32Array ? shortest : String;
  const lines = ["x,y"];
  for (let i = 0; i < points.length; i += 2) lines.push(`${text(points[i]!)},${text(points[i + 1]!)}`);
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

/** Points as an npy file of shape `[rows, 2]`. */
export const npyOf = (points: Float32Array | Float64Array): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(writeNpy({ data: points, shape: [points.length / 2, 2] }));
