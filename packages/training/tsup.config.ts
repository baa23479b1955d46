import { library } from "../../tsup.factory.js";

export default library([
  "src/index.ts",
  "src/node/index.ts",
  "src/sha256/sha256.node.ts",
  "src/sha256/sha256.ts",
]);
