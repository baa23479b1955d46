import { OptionError } from "@nami/errors";
import { sameFile } from "../data/file-bytes.js";
import { labelCondition } from "../data/labels.js";
import { readRows, writeArray } from "../data/rows-file.js";
import { logDensities } from "../evaluation/log-densities.js";
import { openModel } from "../model/trained-model.js";
import { openRunFolder } from "../run/run-folder.js";
import { stagesOn } from "../stage.js";
import { besideOutput, type Terminal } from "../terminal.js";

/** Options of {@link logProbCommand}. */
export interface LogProbRequest {
  readonly run: string;
  /** Path of an npy or csv file of shape `[rows, dim]`. */
  readonly data: string;
  /** Path of the `.npy` file to write, of shape `[rows]`. */
  readonly out: string;
  readonly backend?: string | undefined;
  /** Of labelled data: the density of this label, log p(x | label). */
  readonly label?: number | undefined;
}

/** `nami log-prob`: exact log-densities of rows under a trained model, in nats, as float32 of shape `[rows]`. */
export const logProbCommand = async (
  { run, data, out, backend, label }: LogProbRequest,
  given: Terminal,
): Promise<number> => {
  const terminal = besideOutput(given, out);
  if (sameFile(data, out))
    throw new OptionError(`log-prob: --out must be another file than --data, got ${out}. Choose another.`);
  const folder = openRunFolder(run);
  const trained = await openModel(folder, { backend, note: terminal.print });
  const { facts, recipe } = trained;
  const condition = label === undefined ? undefined : labelCondition("log-prob", label, facts.classes);
  const process = condition
    ? recipe.bind(trained.labelled(condition, 1), recipe.solver, trained.backend)
    : trained.process;
  const rows = readRows("log-prob --data", data, { dim: facts.dim });
  const values = await stagesOn(terminal)("log-densities", (onProgress) =>
    logDensities(process, rows, { onProgress }),
  );
  writeArray("log-prob", out, { data: values, shape: [values.length] });
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  terminal.print(
    `${out}: log-densities of ${values.length.toLocaleString("en")} rows, mean ${mean.toFixed(4)} nats`,
  );
  return 0;
};
