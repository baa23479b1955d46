import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { drawInTurn, giveUpTurn } from "./turns.js";

/** Frames that were asked for, and a clock that drawings move. */
let frames: (() => void)[] = [];
let now = 0;

beforeEach(() => {
  [frames, now] = [[], 0];
  vi.stubGlobal("requestAnimationFrame", (frame: () => void) => frames.push(frame));
  vi.spyOn(performance, "now").mockImplementation(() => now);
});
afterEach(() => {
  while (frames.length > 0) nextFrame();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

const nextFrame = (): void => {
  for (const frame of frames.splice(0)) frame();
};
const canvas = (): HTMLCanvasElement => ({}) as HTMLCanvasElement;

/** Drawings that take some milliseconds, and the names of those that were made. */
const drawings = (milliseconds: number) => {
  const made: string[] = [];
  const drawing = (name: string) => () => {
    now += milliseconds;
    made.push(name);
  };
  return { made, drawing };
};

test("short drawings share a frame, and long ones have one each", () => {
  const [short, long] = [drawings(0.5), drawings(10)];
  for (const name of ["a", "b", "c"]) drawInTurn(canvas(), short.drawing(name));
  nextFrame();
  expect([short.made, frames.length]).toEqual([["a", "b", "c"], 0]);
  for (const name of ["a", "b", "c"]) drawInTurn(canvas(), long.drawing(name));
  nextFrame();
  expect(long.made).toEqual(["a"]);
  nextFrame();
  nextFrame();
  expect([long.made, frames.length]).toEqual([["a", "b", "c"], 0]);
});

test("canvases that are sized anew have a frame each", () => {
  const { made, drawing } = drawings(0);
  for (const name of ["a", "b", "c"]) {
    const sized = canvas();
    const draw = drawing(name);
    drawInTurn(sized, () => {
      if (name !== "c") sized.width = 300;
      draw();
    });
  }
  nextFrame();
  expect(made).toEqual(["a"]);
  nextFrame();
  expect(made).toEqual(["a", "b"]);
  nextFrame();
  expect([made, frames.length]).toEqual([["a", "b", "c"], 0]);
});

test("canvases that change at every frame are drawn by turns, as they are then", () => {
  const { made, drawing } = drawings(10);
  const [a, b] = [canvas(), canvas()];
  for (let i = 0; i < 4; i++) {
    drawInTurn(a, drawing(`a${i}`));
    drawInTurn(b, drawing(`b${i}`));
    nextFrame();
  }
  expect(made).toEqual(["a0", "b1", "a2", "b3"]);
});

test("a drawing that is taken back is not made", () => {
  const { made, drawing } = drawings(1);
  const [a, b] = [canvas(), canvas()];
  drawInTurn(a, drawing("a"));
  drawInTurn(b, drawing("b"));
  giveUpTurn(a);
  nextFrame();
  expect(made).toEqual(["b"]);
});

test("a drawing that fails keeps nobody from their turn", () => {
  const { made, drawing } = drawings(1);
  drawInTurn(canvas(), () => {
    throw new Error("no context");
  });
  drawInTurn(canvas(), drawing("b"));
  expect(nextFrame).toThrow("no context");
  nextFrame();
  expect(made).toEqual(["b"]);
});
