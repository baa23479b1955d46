export { type FileOperations, fileStorage } from "./file-storage.js";
