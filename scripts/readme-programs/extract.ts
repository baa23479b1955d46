/** Writes the programs of all documents to `.programs/`, where the type check of the repository reads them. */
import { allPrograms, writePrograms } from "./documents.js";

writePrograms(allPrograms());
