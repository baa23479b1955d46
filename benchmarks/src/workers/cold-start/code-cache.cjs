/**
 * Runs a program with the code that V8 made of it in an earlier run, as Python does by its .pyc files:
 *
 *     node code-cache.cjs PROGRAM.cjs [ARGUMENT…]
 *
 * The code is kept beside the program, and made anew where that is younger, or the code is of another V8. The program must
 * be one file of CommonJS that requires what it loads later: code that was kept has no `import()`. From Node 22.1 on
 * `enableCompileCache()` of `node:module` does all this.
 */
const { readFileSync, statSync, writeFileSync } = require("node:fs");
const { createRequire, wrap } = require("node:module");
const { dirname, resolve } = require("node:path");
const { Script } = require("node:vm");

process.argv.splice(1, 2, resolve(process.argv[2]));
const program = process.argv[1];
const kept = `${program}.code`;

/** The code that was kept, unless there is none or the program is younger. */
function keptCode() {
  const age = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return age(kept) > age(program) ? readFileSync(kept) : undefined;
}

const code = keptCode();
const script = new Script(wrap(readFileSync(program, "utf8")), { filename: program, cachedData: code });
if (!code || script.cachedDataRejected)
  // At its end it has compiled what it calls.
  process.once("exit", () => writeFileSync(kept, script.createCachedData()));
script.runInThisContext()(exports, createRequire(program), module, program, dirname(program));
