import { library } from "../../tsup.factory.js";

export default library(["src/index.ts", "src/conformance/index.ts", "src/shaders/index.ts"]);
