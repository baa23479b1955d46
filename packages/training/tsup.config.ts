import { library } from "../../tsup.factory.js";

export default library(["src/index.ts", "src/node/index.ts"]);
