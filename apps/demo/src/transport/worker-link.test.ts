import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { linkWorker } from "./worker-link.js";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A worker that notes what it is told. */
const workerByHand = () => {
  const told: object[] = [];
  const terminate = vi.fn();
  const worker = { postMessage: (command: object) => told.push(command), terminate } as unknown as Worker;
  const start = vi.fn(() => worker);
  const heard: string[] = [];
  const link = linkWorker<object, string>(start, {
    onReport: (report) => heard.push(report),
    onBreak: (reason) => heard.push(`broken: ${reason}`),
  });
  const tell = (data: string): void => worker.onmessage?.({ data } as MessageEvent<string>);
  return { link, start, told, heard, tell, terminate };
};

test("a worker starts a moment later, and hears then what it was told before, in order", () => {
  const { link, start, told, heard, tell } = workerByHand();
  link.send({ kind: "a" });
  link.send({ kind: "b" });
  expect(start).not.toHaveBeenCalled();
  vi.runAllTimers();
  link.send({ kind: "c" });
  expect(told).toEqual([{ kind: "a" }, { kind: "b" }, { kind: "c" }]);
  tell("done");
  expect(heard).toEqual(["done"]);
  expect(start).toHaveBeenCalledOnce();
});

test("a link that is closed before its worker starts starts none", () => {
  const { link, start } = workerByHand();
  link.close();
  vi.runAllTimers();
  expect(start).not.toHaveBeenCalled();
});

test("a worker that cannot start is told of", () => {
  const heard: string[] = [];
  const start = () => {
    throw new Error("no workers here");
  };
  linkWorker(start, { onReport: () => {}, onBreak: (reason) => heard.push(reason) });
  vi.runAllTimers();
  expect(heard).toEqual(["no workers here"]);
});

test("nothing is heard of a worker that was ended", () => {
  const { link, heard, tell, terminate } = workerByHand();
  vi.runAllTimers();
  link.close();
  expect(terminate).toHaveBeenCalledOnce();
  tell("late");
  expect(heard).toEqual([]);
});
