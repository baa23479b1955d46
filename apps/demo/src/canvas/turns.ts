/** Milliseconds of drawing in a frame after which the canvases that wait are drawn in the next one, so that tasks stay short. */
const enough = 2;

/** What is to be drawn, by canvas, in the order in which canvases asked. */
const waiting = new Map<HTMLCanvasElement, () => void>();
let isAsked = false;

const drawSome = (): void => {
  isAsked = false;
  const end = performance.now() + enough;
  try {
    for (const [canvas, draw] of waiting) {
      const { width, height } = canvas;
      waiting.delete(canvas);
      draw();
      // Fresh pixels cost the browser more than what is drawn on them, after this frame and unseen here.
      const isSizedAnew = canvas.width !== width || canvas.height !== height;
      if (isSizedAnew || performance.now() >= end) break;
    }
  } finally {
    if (waiting.size > 0) askForFrame();
  }
};

const askForFrame = (): void => {
  if (!isAsked) requestAnimationFrame(drawSome);
  isAsked = true;
};

/**
 * Draws on a canvas in one of the next frames, in turn with all others of the page. A drawing that still waits is replaced, and
 * keeps its place: one that changes at every frame comes to its turn, and keeps nobody else from theirs.
 */
export const drawInTurn = (canvas: HTMLCanvasElement, draw: () => void): void => {
  waiting.set(canvas, draw);
  askForFrame();
};

/** Takes back what waits to be drawn on a canvas. */
export const giveUpTurn = (canvas: HTMLCanvasElement): void => {
  waiting.delete(canvas);
};
