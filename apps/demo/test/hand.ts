import { setTimeout as wait } from "node:timers/promises";
import type { CDPSession } from "playwright";
import { numberIn } from "./site.js";

/** What a person does on a page. Everything is waited for. */
export interface Hand {
  /** Presses a button, or follows a link, of this text, until it is hit. */
  press(text: string): Promise<void>;
  /** Chooses a word of the menu with this label. */
  choose(label: string, word: string): Promise<void>;
  /** Waits until a reading meets a condition. */
  untilReading(name: string, meets: (value: number) => boolean): Promise<void>;
}

/** Milliseconds until something must have come. */
const patience = 600_000;

/** An expression for what the page says of itself, and for who waits for its turn to compute. */
const state = `navigator.locks.query().then(({ held, pending }) =>
  [...document.querySelectorAll(".phase, .notice")].map((one) => one.textContent).filter(Boolean)
    .concat("locks held: " + held.length + ", waited for: " + pending.length).join(", "))`;

const quoted = (text: string): string => JSON.stringify(text);
/** An expression for the first of some elements that has exactly this text. */
const first = (selector: string, text: string): string =>
  `[...document.querySelectorAll(${quoted(selector)})].find((one) => one.textContent.trim() === ${quoted(text)})`;

/**
 * A hand that works a page by the protocol of the browser alone. Playwright's own ways of finding things bring code into the page: a quarter
 * of all machine code that a heap held came from there, and grew with it.
 */
export const handOn = (debug: CDPSession): Hand => {
  const ask = async (expression: string): Promise<unknown> => {
    const { result, exceptionDetails } = await debug.send("Runtime.evaluate", {
      expression,
      returnByValue: true,
      awaitPromise: true,
    });
    if (exceptionDetails) throw new Error(`${exceptionDetails.exception?.description}: ${expression}`);
    return result.value;
  };
  const until = async <T>(expression: string, meets: (value: unknown) => value is T): Promise<T> => {
    const end = Date.now() + patience;
    for (;;) {
      const value = await ask(expression);
      if (meets(value)) return value;
      if (Date.now() > end)
        throw new Error(`${String(value)} after ${patience} ms: ${expression}; ${await ask(state)}`);
      await wait(100);
    }
  };
  const isPlace = (value: unknown): value is readonly [x: number, y: number] => Array.isArray(value);

  return {
    press: async (text) => {
      const isHit = async (): Promise<boolean> => {
        const [x, y] = await until(
          `(() => {
            const one = ${first("button:not(:disabled), nav a", text)};
            if (!one) return undefined;
            one.scrollIntoView({ block: "center", behavior: "instant" });
            delete globalThis.isPressed;
            one.addEventListener("click", () => (globalThis.isPressed = true), { once: true });
            const box = one.getBoundingClientRect();
            return [box.x + box.width / 2, box.y + box.height / 2];
          })()`,
          isPlace,
        );
        for (const type of ["mousePressed", "mouseReleased"] as const)
          await debug.send("Input.dispatchMouseEvent", { type, x, y, button: "left", clickCount: 1 });
        return (await ask("globalThis.isPressed")) === true;
      };
      // What lies at a place may have moved since it was asked for: a person would press again.
      const end = Date.now() + patience;
      while (!(await isHit())) {
        if (Date.now() > end) throw new Error(`${text} was not hit in ${patience} ms; ${await ask(state)}`);
        console.info(`${text} was missed, and is pressed again`);
      }
    },
    choose: async (label, word) => {
      await until(
        `(() => {
          const menu = ${first("label", label)}?.control;
          if (!menu) return false;
          menu.value = ${quoted(word)};
          menu.dispatchEvent(new Event("change", { bubbles: true }));
          return true;
        })()`,
        (done): done is true => done === true,
      );
    },
    untilReading: async (name, meets) => {
      await until(
        `document.querySelector(${quoted(`[data-reading="${name}"]`)})?.textContent ?? ""`,
        (text): text is string => meets(numberIn(text as string)),
      );
    },
  };
};
