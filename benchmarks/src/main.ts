/**
 * Runs the benchmarks: all of them, or those that are named.
 *
 *   npm run bench -- [QUESTION…]     measures, and writes results/QUESTION.json
 *   npm run bench -- --quick [QUESTION…]   tries whether everything runs and agrees; records nothing
 *   npm run bench -- --table         writes the results into the README
 */
import { parseArgs } from "node:util";
import { bundle } from "./contenders/bundle.js";
import { type QuestionName, questions } from "./questions/index.js";
import { print, record } from "./report/record.js";
import { writeTable } from "./report/table.js";

const names = Object.keys(questions) as QuestionName[];
const usage = `npm run bench -- [--quick] [QUESTION…]   measures: all questions, or those that are named
npm run bench -- --table                writes the results into the README
Questions: ${names.join(", ")}`;

function stop(message: string): never {
  console.error(`bench: ${message}\n\n${usage}`);
  process.exit(2);
}

function readArguments(): {
  readonly asked: readonly string[];
  readonly quick: boolean;
  readonly table: boolean;
} {
  const flag = { type: "boolean", default: false } as const;
  try {
    const options = { quick: flag, table: flag, help: { ...flag, short: "h" } };
    const { values, positionals } = parseArgs({ options, allowPositionals: true });
    if (values.help) {
      console.log(usage);
      process.exit(0);
    }
    return { asked: positionals, quick: values.quick, table: values.table };
  } catch (error) {
    return stop((error as Error).message);
  }
}

const { asked, quick, table } = readArguments();
if (table) {
  writeTable();
  process.exit(0);
}
const unknown = asked.find((name) => !names.includes(name as QuestionName));
if (unknown !== undefined) stop(`a question must be one of those below, got ${unknown}.`);
const effort = quick ? "quick" : "full";
await bundle();
for (const name of asked.length > 0 ? (asked as QuestionName[]) : names) {
  const question = questions[name];
  console.log(`\n${question.title}`);
  const answer = await question.measure(effort);
  print(question, answer);
  if (effort === "full") record(name, question, answer);
}
