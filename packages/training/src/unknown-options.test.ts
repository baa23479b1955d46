import { expect, test } from "vitest";
import { adam, adamw, cosineDecay, ema, lion, sgd, stepDecay, warmup } from "./index.js";

/** What a caller without types could pass. */
const any = (value: unknown): never => value as never;

test.each([
  ["adam", () => adam(any({ learningRte: 1e-3 })), "got learningRte. Did you mean learningRate?"],
  ["adamw", () => adamw(any({ weightDecy: 0.1 })), "got weightDecy. Did you mean weightDecay?"],
  ["lion", () => lion(any({ beta3: 0.1 })), "lion: options must be among learningRate, beta1, beta2"],
  ["sgd", () => sgd(any({ rate: 0.1 })), "sgd: options must be among learningRate, momentum, got rate."],
  ["cosineDecay", () => cosineDecay(any(undefined)), "cosineDecay: options must be a record, got nothing."],
  ["stepDecay", () => stepDecay(any(undefined)), "stepDecay: options must be a record, got nothing."],
  ["warmup", () => warmup(any(undefined)), "warmup: options must be a record, got nothing."],
  ["ema", () => ema(any({ decya: 0.9 })), "ema: options must be among decay, got decya. Did you mean decay?"],
])("%s refuses options that nobody reads", (_, call, message) => {
  expect(call).toThrow(message);
});
