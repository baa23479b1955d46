/** Writes the programs of all documents and docstrings to `.programs/`, where the type check of the repository reads them. */
import { allExamples } from "./docstrings.js";
import { allPrograms, writePrograms } from "./documents.js";

writePrograms([...allPrograms(), ...allExamples()]);
