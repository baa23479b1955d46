import { type Checkpoint, encodeCheckpoint } from "@nami/training";
import type { KeptReport } from "../session/protocol.js";

/** A host copy of a run's state, for the page to keep. */
export const hostCopyOf = async (training: {
  readonly step: number;
  checkpoint(): Promise<Checkpoint>;
}): Promise<Extract<KeptReport, { kind: "checkpoint" }>> => {
  const bytes = await encodeCheckpoint(await training.checkpoint());
  return { kind: "checkpoint", step: training.step, bytes };
};
