import { answerOnce } from "../transport/ask-worker.js";
import { readRows } from "./read-rows.js";

answerOnce(readRows);
