import { describe, expect, test } from "vitest";
import { lookPlan } from "./look-plan.js";

const planned = (isTraining: boolean, of: (name: "save" | "motion") => string = () => "") => {
  let time = 0;
  const plan = lookPlan(
    { save: 3, motion: 1 },
    { isTraining: () => isTraining, wanted: () => true, of, share: 0.5, now: () => time },
  );
  return { plan, pass: (milliseconds: number) => (time += milliseconds) };
};

describe("lookPlan", () => {
  test("begins with what was never looked at, in order, and looks at each step once while training rests", () => {
    const { plan } = planned(false);
    expect(plan.next(1)).toBe("save");
    plan.done("save", 1);
    expect(plan.next(1)).toBe("motion");
    plan.done("motion", 1);
    expect(plan.next(1)).toBeUndefined();
  });

  test("takes a look anew when what it is of has changed, also while it is under way", () => {
    let solver = "euler";
    const { plan } = planned(false, (name) => (name === "motion" ? solver : ""));
    for (const name of ["save", "motion"] as const) {
      plan.next(1);
      plan.done(name, 1);
    }
    solver = "heun";
    expect(plan.next(1)).toBe("motion");
    expect(plan.isOutdated()).toBe(false);
    solver = "rk4";
    expect(plan.isOutdated()).toBe(true);
    plan.done("motion", 1);
    expect(plan.next(1)).toBe("motion");
    plan.done("motion", 1);
    expect(plan.next(1)).toBeUndefined();
    expect(plan.isOutdated()).toBe(false);
  });

  test("leaves training its share of the time, but for what somebody waits for", () => {
    let solver = "euler";
    const { plan, pass } = planned(true, (name) => (name === "motion" ? solver : ""));
    plan.next(1);
    pass(100);
    plan.done("save", 1);
    expect(plan.next(1)).toBe("motion");
    pass(100);
    plan.done("motion", 1);
    pass(99);
    expect(plan.next(2)).toBeUndefined();
    pass(2);
    expect(plan.next(2)).toBe("motion");
    pass(100);
    plan.done("motion", 2);
    expect(plan.next(3)).toBeUndefined();
    solver = "heun";
    expect(plan.next(3)).toBe("motion");
  });

  test("comes to a patient look less often", () => {
    const { plan, pass } = planned(false);
    const seen: string[] = [];
    for (let step = 1; step <= 16; step++) {
      pass(10);
      const name = plan.next(step)!;
      seen.push(name);
      plan.done(name, step);
    }
    expect(seen.filter((name) => name === "motion").length).toBeGreaterThan(9);
    expect(seen.filter((name) => name === "save").length).toBeGreaterThan(2);
  });
});
