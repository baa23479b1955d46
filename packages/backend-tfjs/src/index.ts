export { type TfjsBackend, type TfjsOptions, tfjsBackend } from "./backend.js";
export type { Device } from "./device.js";
