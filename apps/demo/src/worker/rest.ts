import { pause } from "@nami/tensor-backend";

/** Lets commands and timers have their turn. */
export const rest = (): Promise<void> => new Promise(pause);
