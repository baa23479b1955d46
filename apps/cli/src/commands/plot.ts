import { loadRunData } from "../data/run-data.js";
import { openModel, runKeys } from "../model/trained-model.js";
import { finishRun } from "../report/finish-run.js";
import { checkData, openRunFolder, runFiles } from "../run/run-folder.js";
import { stagesOn } from "../stage.js";
import type { Terminal } from "../terminal.js";

/** `nami plot`: computes and draws the figures and the report of a run anew. */
export const plotCommand = async (
  { run, backend }: { readonly run: string; readonly backend?: string | undefined },
  terminal: Terminal,
): Promise<number> => {
  const folder = openRunFolder(run);
  const trained = await openModel(folder, { backend, note: terminal.print });
  const data = await loadRunData(folder.config, runKeys(folder.config.seed).data);
  checkData("plot", folder, trained.facts, data, "Put the old file back.");
  const { figures } = await finishRun(folder, trained, data, { stage: stagesOn(terminal), draw: true });
  for (const figure of figures) terminal.print(figure);
  terminal.print(folder.at(runFiles.report));
  return 0;
};
