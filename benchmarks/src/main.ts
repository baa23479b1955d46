/**
 * Runs the benchmarks: all of them, or those that are named.
 *
 *   npm run bench -- [QUESTION…]     measures, and writes results/QUESTION.json
 *   npm run bench -- --quick [QUESTION…]   tries whether everything runs and agrees; records nothing
 *   npm run bench -- --table         writes the results into the README
 */
import { bundle } from "./contenders/bundle.js";
import { type QuestionName, questions } from "./questions/index.js";
import { print, record } from "./report/record.js";
import { writeTable } from "./report/table.js";

const names = Object.keys(questions) as QuestionName[];
const [asked, options] = [false, true].map((are) =>
  process.argv.slice(2).filter((word) => word.startsWith("--") === are),
) as [string[], string[]];
const effort = options.includes("--quick") ? "quick" : "full";
if (options.join() === "--table") {
  writeTable();
  process.exit(0);
}
const unknown = asked.find((name) => !names.includes(name as QuestionName));
if (unknown !== undefined) {
  console.error(`bench: a question must be one of ${names.join(", ")}, got ${unknown}.`);
  process.exit(2);
}
await bundle();
for (const name of asked.length > 0 ? (asked as QuestionName[]) : names) {
  const question = questions[name];
  console.log(`\n${question.title}`);
  const answer = await question.measure(effort);
  print(question, answer);
  if (effort === "full") record(name, question, answer);
}
