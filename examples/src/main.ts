/**
 * Runs the programs of the seeds: all of them, or those that are named.
 *
 *   npm run examples -- [SEED…]           trains, draws the figures into examples/figures/, records the numbers
 *   npm run examples -- --quick [SEED…]   tries in seconds whether everything runs; records nothing
 *   npm run examples -- --table           writes the recorded numbers into docs/seeds.md
 */
import { openBook } from "./book/book.js";
import { writeTable } from "./book/table.js";
import { seed000 } from "./seed-000/seed-000.js";
import { seed001 } from "./seed-001/seed-001.js";
import { seed003 } from "./seed-003/seed-003.js";
import { seed004 } from "./seed-004/seed-004.js";

const programs = { "000": seed000, "001": seed001, "003": seed003, "004": seed004 };
const names = Object.keys(programs) as (keyof typeof programs)[];
const words = process.argv.slice(2);
const asked = words.filter((word) => !word.startsWith("--"));
const quick = words.includes("--quick");

const unknown =
  asked.find((word) => !Object.hasOwn(programs, word)) ??
  words.find((word) => word.startsWith("--") && word !== "--quick" && word !== "--table");
if (unknown !== undefined) {
  console.error(
    `examples: arguments must be seeds (${names.join(", ")}), --quick or --table, got ${unknown}. Try: npm run examples -- 001`,
  );
  process.exit(2);
}
if (words.includes("--table")) writeTable(names);
else
  for (const name of names.filter((one) => asked.length === 0 || asked.includes(one))) {
    const book = openBook(name, { quick });
    await programs[name](book);
    book.close();
  }
