import { lightTheme } from "@nami/plots";
import { makeFolder, readBytes, writeBytes } from "../data/file-bytes.js";
import { type Summary, summaryRows } from "../evaluation/summary.js";
import { drawFigures } from "../figures/draw-figures.js";
import type { FigureData } from "../figures/figure-data.js";
import { type RunFacts, type RunFolder, runFiles } from "../run/run-folder.js";
import { version } from "../version.js";
import { report } from "./report.js";
import { reportTheme } from "./report-theme.js";

/** What the figures and the report of a run are made of. */
export interface RunResults {
  readonly facts: RunFacts;
  readonly summary: Summary;
  /** Left out when the config draws no figures. */
  readonly figures: FigureData | undefined;
  /** More rows for the table of numbers, e.g. of `nami evaluate`. */
  readonly more?: readonly (readonly [name: string, value: string, aim: string])[];
}

/**
 * Writes the figures as files and the report, which has them inside.
 *
 * @returns paths of the figures
 */
export const writeReport = (
  folder: RunFolder,
  { facts, summary, figures, more = [] }: RunResults,
): string[] => {
  const paths: string[] = [];
  if (figures !== undefined) {
    makeFolder("plot", folder.at(runFiles.figures));
    for (const { name, svg } of drawFigures(figures, lightTheme)) {
      const path = folder.at(runFiles.figures, `${name}.svg`);
      writeBytes("plot", path, svg);
      paths.push(path);
    }
  }
  const about = [
    `${facts.rows.toLocaleString("en")} rows of ${facts.dim} coordinates`,
    `${facts.parameters.toLocaleString("en")} parameters`,
    `trained on ${facts.backend}`,
  ].join(" · ");
  const page = report({
    name: folder.config.name,
    about,
    numbers: [...summaryRows(summary), ...more],
    figures: figures === undefined ? [] : drawFigures(figures, reportTheme),
    config: new TextDecoder().decode(readBytes("plot", folder.at(runFiles.config))),
    version,
  });
  writeBytes("plot", folder.at(runFiles.report), page);
  return paths;
};
