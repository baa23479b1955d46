/**
 * Runs the programs of the seeds: all of them, or those that are named.
 *
 *   npm run examples -- [SEED…]           trains, draws the figures into examples/figures/, records the numbers
 *   npm run examples -- --quick [SEED…]   tries in seconds whether everything runs; records nothing
 *   npm run examples -- --redraw [SEED…]  the same with the weights of the last full run
 *   npm run examples -- --table           writes numbers and some figures into docs/
 */
import { openBook } from "./book/book.js";
import { copySelection } from "./book/selection.js";
import { writeTable } from "./book/table.js";
import { seed000 } from "./seed-000/seed-000.js";
import { seed001 } from "./seed-001/seed-001.js";
import { digitsFile } from "./seed-003/digits.js";
import { seed003 } from "./seed-003/seed-003.js";
import { seed004 } from "./seed-004/seed-004.js";

const programs = { "000": seed000, "001": seed001, "003": seed003, "004": seed004 };
const names = Object.keys(programs) as (keyof typeof programs)[];
const words = process.argv.slice(2);
const asked = words.filter((word) => !word.startsWith("--"));
const [quick, redraw, table] = ["--quick", "--redraw", "--table"].map((word) => words.includes(word)) as [
  boolean,
  boolean,
  boolean,
];

const unknown = words.find((word) => ![...names, "--quick", "--redraw", "--table"].includes(word));
if (unknown !== undefined) {
  console.error(
    `examples: arguments must be seeds (${names.join(", ")}), --quick, --redraw or --table, got ${unknown}. Try: npm run examples -- 001`,
  );
  process.exit(2);
}
if (table) {
  writeTable(names);
  copySelection();
} else {
  const wanted = names.filter((one) => asked.length === 0 || asked.includes(one));
  // What is missing is said before anything is trained.
  if (wanted.includes("003")) digitsFile();
  for (const name of wanted) {
    const book = openBook(name, { quick, redraw });
    await programs[name](book);
    book.close();
  }
}
