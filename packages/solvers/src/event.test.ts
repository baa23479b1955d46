import { OptionError } from "@nami/errors";
import { describe, expect, test } from "vitest";
import { event } from "./event.js";
import { dop853 } from "./methods/dop853.js";
import { dopri5 } from "./methods/dopri5.js";
import { rk4 } from "./methods/rk4.js";
import { tsit5 } from "./methods/tsit5.js";
import { rowSpace } from "./row-space.js";
import { solve } from "./solve.js";

const tight = dop853({ rtol: 1e-13, atol: 1e-13 });
const rotation = ([a, b]: number[]) => [b!, -a!];
/** sin t crosses 0 at multiples of π. */
const crossing = ([a]: number[]) => a!;

describe("events", () => {
  test("zeros are located to 1e-12, forward and backward, and do not change the solution", () => {
    for (const [t0, t1] of [
      [1, 11],
      [11, 1],
    ] as const) {
      const y0 = [Math.sin(t0), Math.cos(t0)];
      const bare = solve(rotation, y0, { t0, t1, method: tight });
      const { y, events, status } = solve(rotation, y0, { t0, t1, method: tight, events: [event(crossing)] });
      expect(status).toBe("success");
      expect(y).toEqual(bare.y);
      const found = events[0]!;
      const zeros = [1, 2, 3].map((k) => k * Math.PI);
      expect(found.length).toBe(3);
      for (const [i, { t, y: there }] of (t1 > t0 ? found : found.toReversed()).entries()) {
        expect(Math.abs(t - zeros[i]!)).toBeLessThan(1e-12);
        expect(Math.abs(there![0]!)).toBeLessThan(1e-12);
        expect(there![1]).toBeCloseTo((-1) ** (i + 1), 11);
      }
    }
  });

  test("where g arrives at 0 and stays there, its beginning is the event", () => {
    const line = { t0: 0, t1: 1000, method: dopri5({ rtol: 1e-6, atol: 1e-6 }) };
    for (const g of [
      (y: number) => Math.min(0, y - 3),
      (y: number) => Math.max(0, 3 - y),
      (y: number) => Math.floor(y) - 3,
      (y: number) => (y < 3 ? -1 : 0),
      (y: number) => (y < 3 ? 1 : 0),
    ]) {
      const { t, status } = solve(() => 1, 0, { ...line, events: [event(g, { terminal: true })] });
      expect(status).toBe("eventTerminated");
      expect(Math.abs(t - 3), String(g)).toBeLessThan(1e-12);
    }
  });

  test("a direction picks rising or falling zeros, along the direction of integration", () => {
    const times = (direction: "rising" | "falling", t0: number, t1: number) =>
      solve(rotation, [Math.sin(t0), Math.cos(t0)], {
        t0,
        t1,
        method: tight,
        events: [event(crossing, { direction })],
      }).events[0]!.map(({ t }) => Math.round((t / Math.PI) * 1e6) / 1e6);
    expect(times("rising", 1, 11)).toEqual([2]);
    expect(times("falling", 1, 11)).toEqual([1, 3]);
    expect(times("rising", 11, 1)).toEqual([3, 1]);
    expect(times("falling", 11, 1)).toEqual([2]);
  });

  test("a terminal event ends the solve there, under every method, with its saved states", () => {
    const floor = event(([height]: number[]) => height!, { direction: "falling", terminal: true });
    const fall = ([, v]: number[]) => [v!, -9.81];
    const hit = Math.sqrt(20 / 9.81);
    for (const method of [
      tight,
      dopri5({ rtol: 1e-9, atol: 1e-9 }),
      tsit5({ rtol: 1e-3, atol: 1e-3 }),
      rk4({ steps: 7 }),
    ]) {
      const saveAt = [0, 0.5, 1.4, 1.43, 2, 5];
      const { t, y, status, saved, events } = solve(fall, [10, 0], {
        t0: 0,
        t1: 5,
        method,
        saveAt,
        events: [floor],
      });
      expect(status).toBe("eventTerminated");
      expect(Math.abs(t - hit)).toBeLessThan(1e-12);
      expect(Math.abs(y[0]!)).toBeLessThan(1e-11);
      expect(y[1]).toBeCloseTo(-9.81 * hit, 10);
      expect(events[0]).toEqual([{ t, row: 0, y }]);
      expect(saved.map((each) => each.t)).toEqual(saveAt.filter((time) => time <= hit));
      for (const each of saved) expect(each.y[0]).toBeCloseTo(10 - 4.905 * each.t ** 2, 2);
    }
  });

  test("a solve goes on from a terminal event without finding it again: a bouncing ball", () => {
    const floor = event(([height]: number[]) => height!, { direction: "falling", terminal: true });
    let [t, y] = [0, [1, 0]];
    const bounces: number[] = [];
    for (let i = 0; i < 5; i++) {
      const end = solve(([, v]) => [v!, -2], y, { t0: t, t1: 100, method: tight, events: [floor] });
      expect(end.status).toBe("eventTerminated");
      bounces.push(end.t);
      [t, y] = [end.t, [0, -end.y[1]! / 2]];
    }
    // Falls for 1, then flies for 1, 1/2, 1/4, 1/8.
    for (const [i, time] of [1, 2, 2.5, 2.75, 2.875].entries()) expect(bounces[i]).toBeCloseTo(time, 11);
  });

  test("of several events in a step those after a terminal one do not count, and those before do", () => {
    const at = (time: number, terminal = false) => event((_: number, t: number) => t - time, { terminal });
    const { t, events, status } = solve(() => 1, 0, {
      t0: 0,
      t1: 1,
      method: rk4({ steps: 1 }),
      events: [at(0.7), at(0.3), at(0.5, true), at(0.6, true)],
    });
    expect([t, status]).toEqual([expect.closeTo(0.5, 14), "eventTerminated"]);
    expect(events.map((each) => each.map((one) => Math.round(one.t * 1e9) / 1e9))).toEqual([
      [],
      [0.3],
      [0.5],
      [],
    ]);
  });

  test("a zero at the start is none, a zero at the end of a step is one", () => {
    const { events } = solve(() => 1, 0, {
      t0: 0,
      t1: 1,
      method: rk4({ steps: 4 }),
      events: [event((y: number) => y), event((y: number) => y - 0.5)],
    });
    expect(events.map((each) => each.length)).toEqual([0, 1]);
    expect(events[1]![0]!.t).toBeCloseTo(0.5, 14);
  });

  test("evaluations are still the calls of f, never outside of the interval", () => {
    let calls = 0;
    const f = ([a, b]: number[], t: number) => {
      calls++;
      expect(t).toBeLessThanOrEqual(4);
      return [b!, -a!];
    };
    for (const terminal of [false, true]) {
      calls = 0;
      const { stats } = solve(f, [0, 1], {
        t0: 0,
        t1: 4,
        method: tsit5({ rtol: 1e-6, atol: 1e-6 }),
        saveAt: [3.14],
        events: [event(crossing, { terminal })],
      });
      expect(stats.evaluations).toBe(calls);
    }
  });

  test("each row has its own", () => {
    const speeds = [1, 2, 3, 0.1];
    const f = (_: Float64Array, __: Float64Array, out: Float64Array, rows?: Float64Array) => {
      rows!.forEach((row, i) => {
        out[i] = speeds[row]!;
      });
      return out;
    };
    const goal = event((y: Float64Array) => y.map((v) => v - 1.5), { terminal: true });
    const { rows, events, status } = solve(f, new Float64Array(4), {
      t0: 0,
      t1: 1.25,
      method: dopri5({ rtol: 1e-9, atol: 1e-9 }),
      space: rowSpace({ width: 1 }),
      events: [goal],
    });
    expect(status).toBe("eventTerminated");
    expect(rows!.status).toEqual(["success", "eventTerminated", "eventTerminated", "success"]);
    for (const [row, time] of [1.25, 0.75, 0.5, 1.25].entries()) expect(rows!.t[row]).toBeCloseTo(time, 12);
    expect(events[0]!.map(({ row }) => row).sort()).toEqual([1, 2]);
  });

  test("a search asks f for the rows that search only", () => {
    const asked: number[] = [];
    const f = (_: Float64Array, __: Float64Array, out: Float64Array, rows?: Float64Array) => {
      asked.push(rows!.length);
      return out.fill(1);
    };
    const { events } = solve(f, Float64Array.of(0, -10, -20), {
      t0: 0,
      t1: 1,
      method: rk4({ steps: 1 }),
      space: rowSpace({ width: 1 }),
      events: [event((y: Float64Array) => y.map((v) => v - 0.3))],
    });
    expect(events[0]).toEqual([{ row: 0, t: expect.closeTo(0.3, 14) }]);
    expect(asked.slice(0, 4)).toEqual([3, 3, 3, 3]);
    expect(new Set(asked.slice(4))).toEqual(new Set([1]));
  });

  test("where g is NaN for a while, the change of sign over that while is found", () => {
    for (const sign of [1, -1])
      for (const steps of [1, 10]) {
        const goal = event((_: number, t: number) => (t > 0.3 && t < 0.6 ? NaN : sign * (t - 0.5)));
        const { events } = solve(() => 1, 0, { t0: 0, t1: 1, method: rk4({ steps }), events: [goal] });
        expect(events[0]!.map(({ t }) => t)).toEqual([expect.closeTo(0.6, 14)]);
      }
    const late = event((_: number, t: number) => (t < 0.2 ? NaN : t - 0.5));
    const { events } = solve(() => 1, 0, { t0: 0, t1: 1, method: rk4({ steps: 10 }), events: [late] });
    expect(events[0]!.map(({ t }) => t)).toEqual([expect.closeTo(0.5, 14)]);
  });

  test("g of rows that returns anything but a number a row is refused", () => {
    for (const wrong of [() => 1, (y: Float64Array) => y.subarray(1), () => undefined])
      expect(() =>
        solve((y) => y, Float64Array.of(1, 2), {
          t0: 0,
          t1: 1,
          method: rk4({ steps: 1 }),
          space: rowSpace({ width: 1 }),
          events: [event(wrong)],
        }),
      ).toThrow(/event: g must return a number a row, got .*\. Return one each\./);
  });

  test("wrong arguments are refused", () => {
    expect(() => event(3 as never)).toThrow("event: g must be a function, got 3. Pass a function.");
    expect(() => event(crossing, { direction: "up" as never })).toThrow(OptionError);
  });
});
