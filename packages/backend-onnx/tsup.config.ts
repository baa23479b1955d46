import { library } from "../../tsup.factory.js";

export default library(["src/index.ts", "src/runtime/load.node.ts", "src/runtime/load.web.ts"]);
