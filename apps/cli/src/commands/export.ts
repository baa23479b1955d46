import { OptionError } from "@nami/errors";
import { writeBytes } from "../data/file-bytes.js";
import { type ExportedPart, exportModel } from "../model/exported-model.js";
import { solverOf } from "../model/recipe.js";
import { openModel } from "../model/trained-model.js";
import { openRunFolder } from "../run/run-folder.js";
import { besideOutput, type Terminal } from "../terminal.js";

/** Options of {@link exportCommand}. */
export interface ExportRequest {
  readonly run: string;
  readonly what: ExportedPart;
  /** Path of the file; by default `<what>.onnx` in the run's folder. */
  readonly out?: string | undefined;
  /** Even steps in place of the config's solver; RK4 where that has none. */
  readonly steps?: number | undefined;
}

/** `nami export`: writes a trained model as an ONNX file, and prints what goes in and comes out. */
export const exportCommand = async (
  { run, what, out, steps }: ExportRequest,
  given: Terminal,
): Promise<number> => {
  const terminal = besideOutput(given, out);
  if (steps !== undefined && what !== "sampler")
    throw new OptionError(
      `export: --steps must come with --what sampler, got --what ${what}. Leave it out, or export the sampler.`,
    );
  const folder = openRunFolder(run);
  // Nothing is computed: any backend will do, so the one that is always there.
  const { recipe, model } = await openModel(folder, { backend: "reference:float32", note: terminal.print });
  const { method } = folder.config.solver;
  const solver =
    steps === undefined ? recipe.solver : solverOf({ method: method === "dopri5" ? "rk4" : method, steps });
  const { bytes, title, inputs, outputs } = exportModel(what, model, solver, recipe);
  const path = out ?? folder.at(`${what}.onnx`);
  writeBytes("export", path, bytes);
  terminal.print(`${path}: ${title}, ${(bytes.length / 1000).toFixed(1)} kB`);
  const ports = [...inputs.map((port) => ["in ", ...port]), ...outputs.map((port) => ["out", ...port])];
  const width = (column: number): number => Math.max(...ports.map((port) => port[column]!.length));
  for (const [way, name, shape, meaning] of ports)
    terminal.print(`${way}  ${name!.padEnd(width(1))}  float32 ${shape!.padEnd(width(2))}  ${meaning}`);
  return 0;
};
