import { describe, expect, test } from "vitest";
import { trainingRecord } from "./training-record.js";

/** A record whose run is ready. */
const readyRecord = (): ReturnType<typeof trainingRecord> => {
  const record = trainingRecord(() => {});
  record.ready(record.asked(), "by hand");
  return record;
};

const progress = (step: number, ...losses: number[]) =>
  ({ kind: "progress", step, losses: Float32Array.from(losses), stepsPerSecond: 9 }) as const;

describe("the record of a training run", () => {
  test("keeps every loss, and those of steps that were trained again once", () => {
    const record = readyRecord();
    record.hear(progress(3, 3, 2, 1));
    record.hear(progress(2, 0.5));
    expect(record.view.step.value).toBe(2);
    const { count, values } = record.view.losses.value;
    expect([...values.subarray(0, count)]).toEqual([3, 0.5]);
    record.forget();
    expect(record.view.losses.value.count).toBe(0);
  });

  test("is of the run that was asked for last once that is ready, in the phase that was wanted meanwhile", () => {
    const sent: string[] = [];
    const record = trainingRecord(({ kind }) => sent.push(kind));
    const run = record.asked();
    expect([record.view.phase.value, record.isCurrent()]).toEqual(["starting", false]);
    record.controls.pause();
    record.ready(run, "by hand");
    expect([record.view.phase.value, record.isCurrent()]).toEqual(["paused", true]);
    record.controls.play();
    record.controls.stepOnce();
    record.hear({ kind: "paused" });
    expect([record.isPlaying(), record.view.phase.value]).toEqual([false, "paused"]);
    record.asked();
    expect(record.isCurrent()).toBe(false);
    expect(sent).toEqual(["pause", "play", "step"]);
  });

  test("hears nothing of a run that became ready after another one was asked for", () => {
    const record = trainingRecord(() => {});
    const overtaken = record.asked();
    record.controls.pause();
    const run = record.asked();
    record.controls.play();
    record.ready(overtaken, "by hand");
    expect(record.isCurrent()).toBe(false);
    record.ready(run, "by hand");
    expect([record.isCurrent(), record.view.phase.value]).toEqual([true, "training"]);
  });

  test("pauses by way of a phase of its own, and ends in what its worker said last", () => {
    const record = readyRecord();
    record.controls.pause();
    expect(record.view.phase.value).toBe("pausing");
    record.controls.play();
    record.hear({ kind: "paused" });
    record.hear({ kind: "playing" });
    expect([record.isPlaying(), record.view.phase.value]).toEqual([true, "training"]);
    record.controls.pause();
    record.hear({ kind: "paused" });
    record.controls.pause();
    expect([record.isPlaying(), record.view.phase.value]).toEqual([false, "paused"]);
  });

  test("pauses when a run fails, and lets the next one train", () => {
    const record = readyRecord();
    record.hear({ kind: "failed", message: "the loss is NaN" });
    expect([record.view.phase.value, record.view.notice.value]).toEqual(["paused", "the loss is NaN"]);
    record.ready(record.asked(), "by hand");
    expect(record.view.phase.value).toBe("training");
  });

  test("breaks when a run fails before it is ready", () => {
    const record = readyRecord();
    record.asked();
    record.hear({ kind: "failed", message: "no backend" });
    expect([record.view.phase.value, record.view.notice.value]).toEqual(["broken", "no backend"]);
  });
});
