import type { Wanted } from "./wanted.js";

/** A kind of file to take. */
export interface Format {
  readonly kind: Wanted["kind"];
  /** On its button. */
  readonly label: string;
  /** What it is for. */
  readonly purpose: string;
  /** How its name ends. */
  readonly ending: string;
  readonly type: string;
}

const format = (
  kind: Wanted["kind"],
  label: string,
  purpose: string,
  ending: string,
  type: string,
): Format => ({ kind, label, purpose, ending, type });

/** All kinds, in groups. */
const formatGroups: readonly (readonly [title: string, formats: readonly Format[]])[] = [
  [
    "Pictures",
    [
      format("png", "PNG picture", "The plane as it is shown, 1200 pixels wide.", ".png", "image/png"),
      format(
        "svg",
        "SVG drawing",
        "The same in lines and words, for print and papers.",
        ".svg",
        "image/svg+xml",
      ),
      format(
        "gif",
        "GIF animation",
        "From noise to data, 36 pictures, again and again.",
        ".gif",
        "image/gif",
      ),
    ],
  ],
  [
    "Numbers",
    [
      format(
        "csv",
        "Samples, csv",
        "The particles at the data, for a spreadsheet.",
        "-samples.csv",
        "text/csv",
      ),
      format(
        "npy",
        "Samples, npy",
        "The same for Python: numpy.load.",
        "-samples.npy",
        "application/octet-stream",
      ),
      format(
        "data",
        "Data, npy",
        "All rows that the flow learns from.",
        "-data.npy",
        "application/octet-stream",
      ),
      format(
        "labels",
        "Labels, npy",
        "The kind of each of these rows, counted from 0.",
        "-labels.npy",
        "application/octet-stream",
      ),
    ],
  ],
  [
    "The model",
    [
      format(
        "safetensors",
        "Weights, safetensors",
        "For nami, PyTorch and the page Your model.",
        ".safetensors",
        "application/octet-stream",
      ),
      format("onnx", "Velocity, ONNX", "v(x, t) for any ONNX runtime.", ".onnx", "application/octet-stream"),
    ],
  ],
  [
    "The same elsewhere",
    [
      format(
        "config",
        "Config, YAML",
        "The same flow on the command line: nami train.",
        ".yaml",
        "text/yaml",
      ),
      format("program", "Program, TypeScript", "The same flow in Node, to build on.", ".mts", "text/plain"),
      format(
        "sampling",
        "Program, TypeScript",
        "Samples of the weights above in Node, to build on.",
        ".mts",
        "text/plain",
      ),
    ],
  ],
];

/** Those of some kinds, in their groups. */
export const formatsOf = <Kind extends Wanted["kind"]>(
  kinds: readonly Kind[],
): readonly { readonly title: string; readonly formats: readonly (Format & { readonly kind: Kind })[] }[] =>
  formatGroups.map(([title, formats]) => ({
    title,
    formats: formats.flatMap((one) =>
      kinds.filter((kind) => kind === one.kind).map((kind) => ({ ...one, kind })),
    ),
  }));

/** The kind of file of a name. */
export const formatOf = (kind: Wanted["kind"]): Format =>
  formatGroups.flatMap(([, formats]) => formats).find((one) => one.kind === kind)!;
