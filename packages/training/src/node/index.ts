export { type FileOperations, fileStorage, removeUnfinished } from "./file-storage.js";
