import { key, normal, referenceBackend } from "@nami/tensor-backend";
import { describe, expect, test } from "vitest";
import { gaussianTrainer, stepsOf } from "../testing/training-run.js";
import { ahead } from "./ahead.js";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const turns = async (count: number): Promise<void> => {
  for (let i = 0; i < count; i++) await turn();
};
/** Something that counts how often it is made. */
const counted = (outcome: () => string = () => "made") => {
  const made: number[] = [];
  return { made, one: ahead(async () => outcome() + made.push(made.length)) };
};

describe("what is made ahead", () => {
  test("is made after what has begun before, once", async () => {
    const { made, one } = counted();
    await turn();
    expect(made).toHaveLength(0);
    await turns(2);
    expect(made).toHaveLength(1);
    expect(await one.get()).toBe("made1");
    expect(await one.get()).toBe("made1");
  });

  test("is made at once for whoever cannot wait", async () => {
    const { made, one } = counted();
    expect(await one.get()).toBe("made1");
    await turns(3);
    expect(made).toHaveLength(1);
  });

  test("is not begun when it is dropped, and waited for when it has been", async () => {
    let isDone = false;
    const begun = ahead(async () => {
      await turns(5);
      isDone = true;
      throw new Error("nobody asks");
    });
    await turns(3);
    await begun.drop();
    expect(isDone).toBe(true);
    const { made, one } = counted();
    await one.drop();
    await turns(3);
    expect(made).toHaveLength(0);
  });

  test("tells of a failure whoever asks, and nobody else", async () => {
    const { one } = counted(() => {
      throw new Error("no luck");
    });
    await turns(3);
    await expect(one.get()).rejects.toThrow("no luck");
  });
});

describe("the batch of the next step", () => {
  /** A trainer that tells when it draws rows and when its backend has run a step. */
  const told = () => {
    const events: string[] = [];
    let batches = 0;
    const inner = referenceBackend();
    const backend = {
      ...inner,
      compile: async (...args: Parameters<typeof inner.compile>) => {
        const program = await inner.compile(...args);
        return {
          ...program,
          run: async (...inputs: Parameters<typeof program.run>) => {
            await turns(4);
            const outputs = await program.run(...inputs);
            if (inputs[0].length > 5) events.push("step");
            return outputs;
          },
        };
      },
    };
    const t = gaussianTrainer({
      backend,
      data: {
        sample: (shape, options) => {
          events.push(`batch ${++batches}`);
          return normal(options.key, [...shape, 2]);
        },
      },
    });
    return { events, t };
  };

  test("is drawn while a step computes, and none after the last", async () => {
    const { events, t } = told();
    await stepsOf(t, { steps: 3 });
    expect(events).toEqual(["batch 1", "batch 2", "step", "batch 3", "step", "step"]);
  });

  test("is not drawn any more once the loop is left", async () => {
    const { events, t } = told();
    for await (const { step } of t.fit({ key: key(0), steps: 9, readEvery: 1 })) if (step === 2) break;
    const left = events.length;
    await turns(6);
    expect(events).toHaveLength(left);
  });
});
