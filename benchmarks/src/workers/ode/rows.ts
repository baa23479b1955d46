/** 10⁴ rows in one solve against as many solves, in a process of its own. */
import { rowsAgainstSolves } from "./rows-against-solves.js";

process.send!(rowsAgainstSolves());
