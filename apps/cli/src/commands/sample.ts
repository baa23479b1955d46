import { OptionError } from "@nami/errors";
import { key } from "@nami/tensor-backend";
import { labelCondition } from "../data/labels.js";
import { writeArray } from "../data/rows-file.js";
import { solverOf } from "../model/recipe.js";
import { openModel } from "../model/trained-model.js";
import { openRunFolder } from "../run/run-folder.js";
import { besideOutput, type Terminal } from "../terminal.js";

/** Options of {@link sampleCommand}. */
export interface SampleRequest {
  readonly run: string;
  /** Rows to draw. */
  readonly count: number;
  readonly seed: number;
  /** Path of the `.npy` file. */
  readonly out: string;
  /** Even steps in place of the config's solver; RK4 where that has none. */
  readonly steps?: number | undefined;
  readonly backend?: string | undefined;
  /** Of labelled data: only points of this label. */
  readonly label?: number | undefined;
  /** w in v∅ + w (v − v∅); 1 is the model itself. */
  readonly guidance?: number | undefined;
}

/** Numbers that one file may hold: 4 GB of them. */
const mostNumbers = 2 ** 30;

/** `nami sample`: draws rows from a trained model into an npy file, float32 of shape `[count, dim]`. */
export const sampleCommand = async (
  { run, count, seed, out, steps, backend: name, label, guidance }: SampleRequest,
  given: Terminal,
): Promise<number> => {
  const terminal = besideOutput(given, out);
  if (guidance !== undefined && label === undefined)
    throw new OptionError(
      `sample: --guidance must come with --label, got ${guidance} without. Pass --label 0, or leave it out.`,
    );
  const folder = openRunFolder(run);
  const trained = await openModel(folder, { backend: name, note: terminal.print });
  const { recipe, backend, facts } = trained;
  const most = Math.floor(mostNumbers / facts.dim);
  if (count > most)
    throw new OptionError(
      `sample: -n must be at most ${most.toLocaleString("en")} for points of ${facts.dim} coordinates, got ${count.toLocaleString("en")}. Draw several files, each with a seed of its own.`,
    );
  const { method } = folder.config.solver;
  const solver =
    steps === undefined ? recipe.solver : solverOf({ method: method === "dopri5" ? "rk4" : method, steps });
  const model =
    label === undefined
      ? trained.model
      : trained.labelled(labelCondition("sample", label, facts.classes), guidance ?? 1);
  const flow = recipe.bind(model, solver, backend);
  const x = await flow.sample([count], { key: key(seed) });
  writeArray("sample", out, { data: Float32Array.from(await x.data()), shape: x.shape });
  terminal.print(`${out}: ${count.toLocaleString("en")} samples of ${x.shape[1]} coordinates`);
  return 0;
};
