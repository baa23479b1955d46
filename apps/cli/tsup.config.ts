import { library } from "../../tsup.factory.js";

export default library(["src/main.ts"]);
