/** `npm run graph`: computes the package graph from the import lines and fails on whatever the design forbids. */
import { fileURLToPath } from "node:url";
import { checkArrows, checkFiles } from "./arrows.js";
import { checkCycles, importGraph } from "./cycles.js";
import { checkDependencies } from "./dependencies.js";
import { checkNodeImports, checkRandom } from "./runtime.js";
import { type Member, readWorkspace } from "./workspace.js";

const members: readonly Member[] = readWorkspace(fileURLToPath(new URL("../../", import.meta.url)));
const violations = [
  checkArrows(members),
  checkFiles(members),
  checkCycles(members),
  checkDependencies(members),
  checkNodeImports(members),
  checkRandom(members),
].flat();

for (const [from, to] of importGraph(members))
  console.log(
    `${from.replace("@nami/", "")} ← ${
      [...to]
        .map((name) => name.replace("@nami/", ""))
        .sort()
        .join(", ") || "nothing"
    }`,
  );
for (const violation of violations) console.error(violation);
console.log(`graph: ${members.length} packages, ${violations.length} violations`);
process.exitCode = violations.length === 0 ? 0 : 1;
