import { effect, type ReadonlySignal, signal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { figureTheme, isDark } from "../shell/theme.js";
import type { Layer } from "./layer.js";
import { drawInTurn, giveUpTurn } from "./turns.js";
import { viewportOf } from "./viewport.js";

/** A canvas that fills its parent and draws its layers, the first one lowest, once a frame at most and in turn with others. */
export const LayeredCanvas = ({
  layers,
  halfWidth,
}: {
  readonly layers: ReadonlySignal<readonly Layer[]>;
  readonly halfWidth: ReadonlySignal<number>;
}): JSX.Element => {
  const place = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const canvas = place.current;
    const context = canvas?.getContext("2d");
    if (!canvas || !context) return undefined;
    const size = signal({ width: 0, height: 0, ratio: 1 });
    const watcher = new ResizeObserver(([entry]) => {
      const { width = 0, height = 0 } = entry?.contentRect ?? {};
      size.value = { width, height, ratio: Math.min(2, devicePixelRatio) };
    });
    watcher.observe(canvas);
    const stop = effect(() => {
      const { width, height, ratio } = size.value;
      const wanted = layers.value;
      const surface = {
        context,
        viewport: viewportOf(width, height, halfWidth.value),
        theme: figureTheme.value,
        isDark: isDark.value,
      };
      drawInTurn(canvas, () => {
        // Pixels are dear when they are fresh: a canvas with nothing on it has none.
        const shown = wanted.length > 0 ? ratio : 0;
        const [columns, rows] = [Math.round(width * shown), Math.round(height * shown)];
        if (canvas.width !== columns || canvas.height !== rows)
          [canvas.width, canvas.height] = [columns, rows];
        context.setTransform(ratio, 0, 0, ratio, 0, 0);
        context.clearRect(0, 0, width, height);
        if (width > 0) for (const draw of wanted) draw(surface);
      });
    });
    return () => {
      stop();
      watcher.disconnect();
      giveUpTurn(canvas);
    };
  }, [layers, halfWidth]);
  return <canvas ref={place} />;
};
