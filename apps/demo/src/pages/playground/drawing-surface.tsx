import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import type { Point } from "../../url-state/field.js";
import { mostMarks } from "./state.js";
import { thinned } from "./stroke.js";

/** As far from the middle a drawing goes, so that the picture, which makes room for it, does not grow with every stroke to its edge. */
const farthest = 4;

/** A surface to draw on with mouse, pen or finger. */
export const DrawingSurface = ({
  marks,
  halfWidth,
  onChange,
}: {
  readonly marks: readonly Point[];
  readonly halfWidth: number;
  /** When a stroke ends. */
  readonly onChange: (marks: readonly Point[]) => void;
}): JSX.Element => {
  const stroke = useRef<Point[]>([]);
  const [shown, setShown] = useState<readonly Point[]>([]);
  const limit = Math.min(halfWidth, farthest);
  const inside = (value: number): number => Math.min(limit, Math.max(-limit, value));
  const add = (event: PointerEvent): void => {
    const box = (event.currentTarget as Element).getBoundingClientRect();
    stroke.current.push({
      x: inside(((event.clientX - box.left) / box.width) * 2 * halfWidth - halfWidth),
      y: inside(halfWidth - ((event.clientY - box.top) / box.height) * 2 * halfWidth),
    });
    setShown([...stroke.current]);
  };
  const end = (): void => {
    if (stroke.current.length > 0) onChange(thinned([...marks, ...stroke.current], mostMarks));
    stroke.current = [];
    setShown([]);
  };
  return (
    <svg
      class="drawing"
      viewBox={`${-halfWidth} ${-halfWidth} ${2 * halfWidth} ${2 * halfWidth}`}
      aria-label="A surface to draw on"
      role="img"
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        add(event);
      }}
      onPointerMove={(event) => {
        if (stroke.current.length > 0) add(event);
      }}
      onPointerUp={end}
      onPointerCancel={end}
    >
      {marks.length === 0 && shown.length === 0 && (
        <text x="0" y="0" text-anchor="middle" font-size={halfWidth / 9}>
          Draw here
        </text>
      )}
      <polyline points={shown.map(({ x, y }) => `${x},${-y}`).join(" ")} stroke-width={halfWidth / 35} />
    </svg>
  );
};
