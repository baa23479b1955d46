import { type ReadonlySignal, signal } from "@preact/signals";
import type { BackendChoice, BackendName } from "./settings.js";

/** After so many losses of its device a computation goes on without a GPU. */
const mostLosses = 3;

/** What a computation is to run on: what the visitor has chosen, until something else has to take its place. */
export interface ChosenBackend {
  /** What computes in place of the backend that was chosen; nothing while that one does. */
  readonly fallback: ReadonlySignal<BackendName | undefined>;
  /** What is chosen now. */
  now(): BackendChoice;
  /** The visitor chooses; false where that is chosen already. */
  choose(next: BackendChoice): boolean;
  /** Which backend came of the choice. */
  runs(name: BackendName): void;
  /** The device is gone: the same backend is chosen again or, after too many losses, WebAssembly. */
  lose(name: BackendName, reason: string): Loss;
}

/** A lost device. */
export interface Loss {
  /** What to go on with, in words. */
  readonly next: string;
  /** What happened, in words. */
  readonly said: string;
}

/** @param first what the address says */
export const chosenBackend = (first: BackendChoice): ChosenBackend => {
  const fallback = signal<BackendName | undefined>(undefined);
  let [choice, losses] = [first, 0];
  const fallBackTo = (name: BackendName): void => {
    choice = name;
    fallback.value = name;
  };
  return {
    fallback,
    now: () => choice,
    choose: (next) => {
      if (next === choice) return false;
      [choice, losses, fallback.value] = [next, 0, undefined];
      return true;
    },
    runs: (name) => {
      if (choice !== "auto" && choice !== name) fallBackTo(name);
    },
    lose: (name, reason) => {
      losses++;
      choice = name;
      if (losses < mostLosses) return { next: name, said: `The GPU was lost (${reason}).` };
      fallBackTo("wasm");
      return { next: "WebAssembly", said: `The GPU was lost ${losses} times (${reason}).` };
    },
  };
};
