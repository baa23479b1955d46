import { batch, type ReadonlySignal, signal } from "@preact/signals";
import { startWorker } from "../transport/start-worker.js";
import { linkWorker } from "../transport/worker-link.js";
import type { SamplerName } from "./names.js";
import {
  type SamplerCommand,
  type SamplerPoint,
  type SamplerReport,
  type SamplerSetting,
  stepCounts,
} from "./protocol.js";

/** Errors of samplers, measured in a worker. */
export interface Measuring {
  readonly points: ReadonlySignal<readonly SamplerPoint[]>;
  /** The error of draws from the data, once it is known. */
  readonly floor: ReadonlySignal<number | undefined>;
  /** Why a sampler does not go with the setting. */
  readonly refused: ReadonlySignal<ReadonlyMap<SamplerName, string>>;
  /** Points of the present request that are measured, out of so many; nothing while nothing is asked. */
  readonly progress: ReadonlySignal<{ readonly done: number; readonly total: number } | undefined>;
  readonly notice: ReadonlySignal<string>;
  /** Whether all that can be measured of a sampler under the present setting is. */
  isMeasured(sampler: SamplerName): boolean;
  /** Measures what is not known yet of some samplers. A new setting begins anew. */
  ask(setting: SamplerSetting, samplers: readonly SamplerName[]): void;
  stop(): void;
  close(): void;
}

const isSame = (a: SamplerSetting | undefined, b: SamplerSetting): boolean =>
  a?.target === b.target && a.schedule === b.schedule && a.grid === b.grid;

/** Starts a worker that waits for requests. */
export const beginMeasuring = (): Measuring => {
  const points = signal<readonly SamplerPoint[]>([]);
  const floor = signal<number | undefined>(undefined);
  const refused = signal<ReadonlyMap<SamplerName, string>>(new Map());
  const progress = signal<{ readonly done: number; readonly total: number } | undefined>(undefined);
  const notice = signal("");
  let wanted: SamplerSetting | undefined;
  /** Whether reports are of the setting that is wanted; those of the one before are still under way. */
  let isCurrent = false;

  const isMeasured = (sampler: SamplerName): boolean =>
    refused.value.has(sampler) ||
    points.value.filter((point) => point.sampler === sampler).length === stepCounts.length;
  const step = (): void => {
    const { done, total } = progress.peek() ?? { done: 0, total: 1 };
    progress.value = { done: Math.min(total, done + 1), total };
  };
  const hear = (report: SamplerReport): void =>
    batch(() => {
      if (report.kind === "failed") {
        notice.value = report.message;
        progress.value = undefined;
      } else if (report.kind === "begun") {
        isCurrent = wanted !== undefined && isSame(wanted, report.setting);
        // A stop may have crossed it on the way.
        if (!isCurrent || !progress.peek()) return;
        floor.value = report.floor;
        progress.value = { done: 0, total: report.total };
      } else if (isCurrent && progress.peek())
        switch (report.kind) {
          case "point":
            points.value = [
              ...points
                .peek()
                .filter(({ sampler, steps }) => sampler !== report.sampler || steps !== report.steps),
              report,
            ];
            step();
            break;
          case "refused":
            refused.value = new Map(refused.peek()).set(report.sampler, report.reason);
            break;
          case "done":
            progress.value = undefined;
            break;
        }
    });
  const link = linkWorker<SamplerCommand, SamplerReport>(() => startWorker("samplers"), {
    onReport: hear,
    onBreak: (reason) => {
      notice.value = `Measuring stopped: ${reason}`;
      progress.value = undefined;
    },
  });
  return {
    points,
    floor,
    refused,
    progress,
    notice,
    isMeasured,
    ask: (setting, samplers) => {
      batch(() => {
        if (!isSame(wanted, setting)) {
          [points.value, refused.value, floor.value] = [[], new Map(), undefined];
          isCurrent = false;
        }
        wanted = setting;
        notice.value = "";
        const unknown = samplers.filter((sampler) => !isMeasured(sampler));
        if (unknown.length === 0) {
          progress.value = undefined;
          link.send({ kind: "stop" });
          return;
        }
        progress.value = { done: 0, total: unknown.length * stepCounts.length };
        link.send({ kind: "measure", setting, samplers: unknown });
      });
    },
    stop: () => {
      progress.value = undefined;
      link.send({ kind: "stop" });
    },
    close: () => link.close(),
  };
};
