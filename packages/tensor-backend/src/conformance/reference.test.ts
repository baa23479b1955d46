import { describe, test } from "vitest";
import { referenceBackend } from "../reference/reference-backend.js";
import { describeBackend } from "./describe-backend.js";

describeBackend("reference:float32", () => referenceBackend(), { describe, test });
describeBackend("reference:float64", () => referenceBackend({ dtype: "float64" }), { describe, test });
