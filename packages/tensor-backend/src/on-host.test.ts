import { expect, test } from "vitest";
import {
  add,
  compile,
  isTraced,
  type Key,
  key,
  mul,
  normal,
  onHost,
  referenceBackend,
  type Tensor,
  tensor,
} from "./index.js";

test("onHost computes a tree of host tensors at once", async () => {
  const x = tensor([1, 2]);
  const { a, b } = onHost({ a: add(x, 1), b: mul(x, x) });
  expect([...(await a.data()), ...(await b.data())]).toEqual([2, 3, 1, 4]);
});

test("onHost refuses values on a device and says what to use", async () => {
  const backend = referenceBackend();
  const onDevice = await compile((x) => add(x, 1), { backend })(tensor([1]));
  expect(() => onHost(mul(onDevice, 2))).toThrow(/onHost: values must be on the host.*Use evaluate/);
  onDevice.dispose();
});

test("a key is traced inside a compiled function only", async () => {
  const seen: boolean[] = [isTraced(key(0))];
  const note = (k: Key): Tensor => {
    seen.push(isTraced(k));
    return normal(k, [2]);
  };
  const draw = compile(note, { backend: referenceBackend() });
  (await draw(key(0))).dispose();
  expect(seen).toEqual([false, true]);
});
