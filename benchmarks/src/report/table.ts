import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { type QuestionName, questions } from "../questions/index.js";
import type { Verdict } from "../questions/question.js";
import { type OdeSpeed, odeSpeedVerdicts } from "./ode-speed-verdicts.js";
import { barText, figure, isMet, type Recorded, resultsFolder, settingText, timeText } from "./record.js";

const readme = new URL("../../README.md", import.meta.url);
const [begin, end] = ["<!-- results: written by npm run bench -- --table -->", "<!-- end of results -->"];

/** Rewrites the part of the README that is made of results. */
export function writeTable(): void {
  const text = readFileSync(readme, "utf8");
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`table: the README must hold ${begin} and ${end}, got neither.`);
  const others = readdirSync(resultsFolder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `${name}/`)
    .map((folder) => ({ folder, results: recordedIn(folder), judged: odeSpeedIn(folder) }));
  writeFileSync(
    readme,
    `${text.slice(0, from)}${begin}\n\n${resultsText(recordedIn(""), others, odeSpeedIn(""))}\n\n${text.slice(to)}`,
  );
}

/** What was recorded in a folder of results, in the order of the questions. */
function recordedIn(folder: string): Recorded[] {
  return (Object.keys(questions) as QuestionName[]).flatMap((name) => {
    const file = new URL(`${folder}${name}.json`, resultsFolder);
    if (!existsSync(file)) return [];
    // Figures are those of the run; why one is below its bar is known later.
    const { heldBack } = questions[name];
    return { ...(JSON.parse(readFileSync(file, "utf8")) as Recorded), ...(heldBack && { heldBack }) };
  });
}

/** What the table of bars is made of. */
type Judged = Pick<Recorded, "name" | "title" | "verdicts" | "machine">;

/** The record of `ode-speed`, a question with a command of its own. */
function odeSpeedIn(folder: string): Judged[] {
  const file = new URL(`${folder}ode-speed.json`, resultsFolder);
  if (!existsSync(file)) return [];
  const recorded = JSON.parse(readFileSync(file, "utf8")) as OdeSpeed & Judged;
  const title = "time to an error of 1e-7 on Kepler's and Lorenz' problems, the worst of them";
  return [{ ...recorded, title, verdicts: odeSpeedVerdicts(recorded) }];
}

/** Results of another machine, in a folder of their own. */
interface OtherResults {
  /** Its name in the folder of results, with a slash. */
  readonly folder: string;
  readonly results: readonly Recorded[];
  /** What stands in its table alone. */
  readonly judged?: readonly Judged[];
}

/**
 * Results in Markdown: machines, the table of bars, and each question with its times.
 *
 * @param judged what stands in the table alone
 */
export function resultsText(
  results: readonly Recorded[],
  others: readonly OtherResults[] = [],
  judged: readonly Judged[] = [],
): string {
  if (results.length === 0) return "Nothing is measured yet.";
  return [
    verdictsText([...results, ...judged], ""),
    ...others.flatMap(({ folder, results: elsewhere, judged: alone = [] }) => [
      `### On another machine: results/${folder.slice(0, -1)}`,
      verdictsText([...elsewhere, ...alone], folder),
      ...absentText(results, elsewhere),
    ]),
    ...results.map((result) => {
      const everywhere = [result, ...others.flatMap((other) => other.results)];
      const same = everywhere.filter(({ name }) => name === result.name);
      return sectionText(
        result,
        same.some(({ verdicts }) => verdicts.some((verdict) => isMet(verdict) === false)),
      );
    }),
  ].join("\n\n");
}

/** Which questions were not asked on another machine. */
function absentText(results: readonly Recorded[], elsewhere: readonly Recorded[]): string[] {
  const absent = results.filter(({ name }) => elsewhere.every((other) => other.name !== name));
  return absent.length === 0 ? [] : [`Not measured there: ${absent.map(({ title }) => title).join("; ")}.`];
}

/** The machine, and the table of bars. */
function verdictsText(results: readonly Judged[], folder: string): string {
  const rows = results.flatMap((result) =>
    result.verdicts.map(
      (verdict, i) =>
        `| ${i === 0 ? `[${result.title}](results/${folder}${result.name}.json)` : ""} | ${verdictCells(verdict)} |`,
    ),
  );
  return [
    `Measured on ${machinesOf(results).join("; ")}.`,
    ["| question | figure | bar | |", "|---|---|---|---|", ...rows].join("\n"),
  ].join("\n\n");
}

function verdictCells(verdict: Verdict): string {
  const { what, value, unit } = verdict;
  const met = isMet(verdict);
  const mark = met === undefined ? "" : met ? "reached" : "**missed**";
  const text = value === undefined ? "not measured" : `**${figure(value, unit)}**`;
  return `${text} ${what} | ${barText(verdict) ?? "–"} | ${mark}`;
}

function machinesOf(results: readonly Judged[]): string[] {
  const texts = results.map(({ machine: { cpu, cores, memoryBytes, platform, node } }) => {
    const memory = `${Math.round(memoryBytes / 2 ** 30)} GiB`;
    return `${cpu}, ${cores} cores, ${memory}, ${platform}, Node ${node}`;
  });
  return [...new Set(texts)];
}

/** @param missed whether a bar of the question is missed on some machine */
function sectionText(
  { title, asks, unit, unitsInTask, outcomes, heldBack }: Recorded,
  missed: boolean,
): string {
  const lines = outcomes.map(({ title, milliseconds, missing, setting }) => {
    if (milliseconds === undefined) return `| ${title} | missing: ${missing} | |`;
    return `| ${title} | ${timeText(milliseconds / unitsInTask)} | ${setting ? settingText(setting) : ""} |`;
  });
  return [
    `### ${title[0]!.toUpperCase()}${title.slice(1)}`,
    asks,
    ...(lines.length > 0
      ? [[`| contender | a ${unit} | setting |`, "|---|---|---|", ...lines].join("\n")]
      : []),
    ...(missed && heldBack ? [`*What holds it back:* ${heldBack}`] : []),
  ].join("\n\n");
}
