import type { SamplerCommand, SamplerReport } from "../samplers/protocol.js";
import { stepCounts } from "../samplers/protocol.js";
import { samplerBench } from "../samplers/sampler-errors.js";
import { onCommand, reporter } from "../transport/report.js";
import { visitorText } from "../transport/visitor-text.js";
import { rest } from "./rest.js";

const tell = reporter<SamplerReport>();

/** The request that is worked on; another one, or a stop, takes its place. */
let current: SamplerCommand | undefined;

const measure = async (command: Extract<SamplerCommand, { kind: "measure" }>): Promise<void> => {
  const isOver = (): boolean => current !== command;
  const bench = await samplerBench(command.setting);
  if (isOver()) return;
  tell({
    kind: "begun",
    setting: command.setting,
    floor: bench.floor,
    total: stepCounts.length * command.samplers.length,
  });
  const refused = new Set<string>();
  for (const steps of stepCounts)
    for (const sampler of command.samplers) {
      await rest();
      if (isOver()) return;
      if (refused.has(sampler)) continue;
      try {
        tell(bench.measure(sampler, steps));
      } catch (error) {
        refused.add(sampler);
        tell({ kind: "refused", sampler, reason: visitorText(error) });
      }
    }
  tell({ kind: "done" });
};

onCommand<SamplerCommand>((command) => {
  current = command;
  if (command.kind === "measure")
    measure(command).catch((error: unknown) => tell({ kind: "failed", message: visitorText(error) }));
});
