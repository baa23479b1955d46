import { OptionError } from "@nami/errors";
import { key } from "@nami/tensor-backend";
import { writeArray } from "../data/rows-file.js";
import { solverOf } from "../model/recipe.js";
import { openModel } from "../model/trained-model.js";
import { openRunFolder } from "../run/run-folder.js";
import type { Terminal } from "../terminal.js";

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
}

/** Numbers that one file may hold: 4 GB of them. */
const mostNumbers = 2 ** 30;

/** `nami sample`: draws rows from a trained model into an npy file, float32 of shape `[count, dim]`. */
export const sampleCommand = async (
  { run, count, seed, out, steps, backend: name }: SampleRequest,
  terminal: Terminal,
): Promise<number> => {
  const folder = openRunFolder(run);
  const { recipe, model, process, backend, facts } = await openModel(folder, {
    backend: name,
    note: terminal.print,
  });
  const most = Math.floor(mostNumbers / facts.dim);
  if (count > most)
    throw new OptionError(
      `sample: -n must be at most ${most.toLocaleString("en")} for points of ${facts.dim} coordinates, got ${count.toLocaleString("en")}. Draw several files, each with a seed of its own.`,
    );
  const { method } = folder.config.solver;
  const own =
    steps === undefined ? undefined : solverOf({ method: method === "dopri5" ? "rk4" : method, steps });
  const flow = own === undefined ? process : recipe.bind(model, own, backend);
  const x = await flow.sample([count], { key: key(seed) });
  writeArray("sample", out, { data: Float32Array.from(await x.data()), shape: x.shape });
  terminal.print(`${out}: ${count.toLocaleString("en")} samples of ${x.shape[1]} coordinates`);
  return 0;
};
