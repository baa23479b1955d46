import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import type { Outcome } from "../contenders/outcome.js";
import type { Answer, Question, Verdict } from "../questions/question.js";

/** A question with its answer, as `results/NAME.json` holds it. */
export interface Recorded extends Answer {
  readonly name: string;
  readonly title: string;
  readonly asks: string;
  readonly unit: string;
  readonly unitsInTask: number;
  readonly heldBack?: string;
  readonly machine: {
    readonly cpu: string;
    readonly cores: number;
    readonly memoryBytes: number;
    readonly platform: string;
    readonly node: string;
  };
  readonly versions: Readonly<Record<string, string>>;
}

/** What a figure was measured on. */
export function machine(): Recorded["machine"] {
  return {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: cpus().length,
    memoryBytes: totalmem(),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
  };
}

/** What is measured against, by the manifest. */
export function versions(): Readonly<Record<string, string>> {
  const { dependencies } = JSON.parse(
    readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
  ) as {
    dependencies: Record<string, string>;
  };
  return Object.fromEntries(
    Object.entries(dependencies).filter(([, version]) => !version.startsWith("workspace")),
  );
}

/** The folder of results. */
export const resultsFolder = new URL("../../results/", import.meta.url);

/** Writes an answer to `results/NAME.json`, with the machine. */
export function record(name: string, { measure: _, ...question }: Question, answer: Answer): void {
  const recorded: Recorded = {
    name,
    ...question,
    unitsInTask: question.unitsInTask ?? 1,
    ...answer,
    machine: machine(),
    versions: versions(),
  };
  mkdirSync(resultsFolder, { recursive: true });
  writeFileSync(new URL(`${name}.json`, resultsFolder), `${JSON.stringify(recorded, null, 2)}\n`);
}

/** Prints an answer: ratios first. */
export function print(question: Question, { outcomes, verdicts }: Answer): void {
  for (const verdict of verdicts) console.log(`  ${verdictText(verdict)}`);
  for (const outcome of outcomes) console.log(`  ${outcomeText(outcome, question)}`);
}

/** Whether a figure reaches its bar; undefined where there is no figure, or no bar. */
export function isMet({ value, atLeast, atMost }: Verdict): boolean | undefined {
  if (value === undefined || (atLeast === undefined && atMost === undefined)) return undefined;
  return value >= (atLeast ?? Number.NEGATIVE_INFINITY) && value <= (atMost ?? Number.POSITIVE_INFINITY);
}

/** A figure in its unit. */
export function figure(value: number, unit: Verdict["unit"]): string {
  const digits = Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3);
  if (unit === "%") return `${(value * 100).toFixed(0)} %`;
  return unit === "×" ? `${digits}×` : `${digits}${unit && ` ${unit}`}`;
}

/** The bar of a figure in words; undefined where there is none. */
export function barText({ unit, atLeast, atMost }: Verdict): string | undefined {
  const parts = [
    ...(atLeast === undefined ? [] : [`at least ${figure(atLeast, unit)}`]),
    ...(atMost === undefined ? [] : [`at most ${figure(atMost, unit)}`]),
  ];
  return parts.length > 0 ? parts.join(", ") : undefined;
}

function verdictText(verdict: Verdict): string {
  const { what, value, unit } = verdict;
  const bar = barText(verdict);
  const met = isMet(verdict);
  const mark = met === undefined ? " " : met ? "✓" : "✗";
  const text = value === undefined ? "not measured:" : figure(value, unit);
  return `${mark} ${text} ${what}${bar === undefined ? "" : ` (bar: ${bar})`}`;
}

/** Milliseconds for the unit of a question. */
export function timeText(milliseconds: number): string {
  if (milliseconds >= 10_000) return `${(milliseconds / 1000).toPrecision(3)} s`;
  return `${milliseconds.toPrecision(3)} ms`;
}

function outcomeText(
  { title, missing, milliseconds, setting, difference }: Outcome,
  { unit, unitsInTask = 1 }: Question,
): string {
  if (milliseconds === undefined) return `${title}: missing (${missing})`;
  const how = setting ? `; ${settingText(setting)}` : "";
  return `${title}: ${timeText(milliseconds / unitsInTask)} a ${unit}${how}; differs by ${(difference ?? 0).toExponential(0)}`;
}

/** A setting in words. */
export function settingText(setting: NonNullable<Outcome["setting"]>): string {
  return Object.entries(setting)
    .map(([name, value]) => `${name} ${value}`)
    .join(", ");
}
