import { CapabilityError } from "@nami/errors";
import { expect, test } from "vitest";
import { bufferLedger } from "./buffer-ledger.js";

const type = { shape: [2, 3], dtype: "float32" } as const;

test("opens the value of a buffer, which has a shape and a dtype of its own", () => {
  const ledger = bufferLedger<string>("here");
  const shape = [2, 3];
  const buffer = ledger.add({ shape, dtype: "int32" }, "value");
  shape[0] = 9;
  expect(buffer).toEqual({ shape: [2, 3], dtype: "int32" });
  expect(Object.isFrozen(buffer)).toBe(true);
  expect(ledger.open("read", buffer)).toBe("value");
});

test("releases each value once: when it is freed, or with all that are left", () => {
  const released: string[] = [];
  const ledger = bufferLedger<string>("here", (value) => released.push(value));
  const [a] = ["a", "b", "c"].map((value) => ledger.add(type, value));
  expect(ledger.count()).toBe(3);
  ledger.free(a!);
  expect([ledger.count(), released]).toEqual([2, ["a"]]);
  ledger.clear();
  ledger.clear();
  expect([ledger.count(), released]).toEqual([0, ["a", "b", "c"]]);
});

test("holds values that are undefined or 0 like any other", () => {
  const ledger = bufferLedger<number | undefined>("here");
  expect([undefined, 0].map((value) => ledger.open("read", ledger.add(type, value)))).toEqual([undefined, 0]);
});

test("tells a buffer that was freed from one of another backend", () => {
  const [here, there] = [bufferLedger<number>("here"), bufferLedger<number>("there")];
  const buffer = here.add(type, 1);
  expect(() => there.open("read", buffer)).toThrow(
    new CapabilityError(
      "read: a buffer must be one that there made, got one of another backend. Read it there and upload it here.",
    ),
  );
  expect(() => there.free(buffer)).toThrow("free: a buffer must be one that there made");
  here.free(buffer);
  for (const use of [() => here.free(buffer), () => here.open("free", buffer)])
    expect(use).toThrow(
      new CapabilityError(
        "free: a buffer of here must be live, got one that was freed. Free each buffer once, after its last use.",
      ),
    );
});
