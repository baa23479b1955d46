import { conformanceOnGpus } from "./testing/gpu-conformance.js";

conformanceOnGpus("full");
