import type { JSX } from "preact";
import { useRef, useState } from "preact/hooks";
import type { Point } from "../../url-state/field.js";
import { mostModes } from "./state.js";

/** How far a key moves a mode. */
const nudge = 0.1;
const moves: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-nudge, 0],
  ArrowRight: [nudge, 0],
  ArrowUp: [0, nudge],
  ArrowDown: [0, -nudge],
};

/** Pixels that a hand may tremble in a click. */
const tremble = 3;

/** A handle under the hand. */
interface Held {
  readonly index: number;
  /** Where the pointer went down, and where the mode was then. */
  readonly from: { readonly clientX: number; readonly clientY: number };
  readonly mode: Point;
  /** Where the mode is by now; nothing until it is moved. */
  readonly at?: Point;
}

/** Handles on the modes of a mixture: dragged, or moved with the arrow keys; Delete removes one. A click moves nothing. */
export const ModeHandles = ({
  modes,
  halfWidth,
  onChange,
}: {
  readonly modes: readonly Point[];
  /** Half the side of the square that the stage shows. */
  readonly halfWidth: number;
  /** When a handle comes to rest. */
  readonly onChange: (modes: readonly Point[]) => void;
}): JSX.Element => {
  const area = useRef<HTMLDivElement>(null);
  /** Known at once, so that no event of a quick hand is missed; the picture follows when it is drawn. */
  const held = useRef<Held | undefined>(undefined);
  const [dragged, setDragged] = useState<Held>();
  const shown = modes.map((mode, i) => (dragged?.index === i && dragged.at ? dragged.at : mode));
  const limit = 0.97 * halfWidth;
  const inside = (value: number): number => Math.min(limit, Math.max(-limit, value));
  const drag = ({ clientX, clientY }: PointerEvent): void => {
    if (!held.current) return;
    const { from, mode, at } = held.current;
    const [right, down] = [clientX - from.clientX, clientY - from.clientY];
    if (!at && Math.hypot(right, down) <= tremble) return;
    const box = area.current!.getBoundingClientRect();
    held.current = {
      ...held.current,
      at: {
        x: inside(mode.x + (right / box.width) * 2 * halfWidth),
        y: inside(mode.y - (down / box.height) * 2 * halfWidth),
      },
    };
    setDragged(held.current);
  };
  const letGo = (): void => {
    held.current = undefined;
    setDragged(undefined);
  };
  const place = (index: number, at: Point): void =>
    onChange(modes.map((mode, i) => (i === index ? { x: inside(at.x), y: inside(at.y) } : mode)));
  const add = (): void => {
    if (modes.length < mostModes) onChange([...modes, { x: 0, y: 0 }]);
  };
  const remove = (index: number): void => {
    if (modes.length > 1) onChange(modes.filter((_, i) => i !== index));
  };
  return (
    <div class="handles" ref={area}>
      {shown.map(({ x, y }, i) => (
        <button
          key={i}
          type="button"
          class="handle"
          aria-label={`Mode ${i + 1} at ${x.toFixed(1)}, ${y.toFixed(1)}: arrow keys move it, Delete removes it`}
          style={{
            left: `${50 * (1 + x / halfWidth)}%`,
            top: `${50 * (1 - y / halfWidth)}%`,
          }}
          onPointerDown={(event) => {
            if (event.button !== 0) return;
            const { currentTarget, pointerId, clientX, clientY } = event;
            currentTarget.setPointerCapture(pointerId);
            // Not every browser gives a button the focus with a click.
            currentTarget.focus();
            held.current = { index: i, from: { clientX, clientY }, mode: { x, y } };
          }}
          onPointerMove={drag}
          onPointerUp={(event) => {
            drag(event);
            const { index, at } = held.current ?? {};
            if (index !== undefined && at) place(index, at);
            letGo();
          }}
          onPointerCancel={letGo}
          onKeyDown={(event) => {
            const move = moves[event.key];
            if (event.key === "Escape") letGo();
            else if (held.current) return;
            else if (move) {
              event.preventDefault();
              place(i, { x: x + move[0], y: y + move[1] });
            } else if (event.key === "Delete" || event.key === "Backspace") {
              // The last handle goes away with its mode; each other one becomes that of the next mode.
              const before = event.currentTarget.previousElementSibling;
              if (i === modes.length - 1 && before instanceof HTMLElement) before.focus();
              remove(i);
            }
          }}
        />
      ))}
      <div class="handle-tools">
        {/* Said and not set: a button that is disabled loses the focus of who pressed it. */}
        <button type="button" aria-disabled={modes.length >= mostModes} onClick={add}>
          Add a mode
        </button>
        <button type="button" aria-disabled={modes.length <= 1} onClick={() => remove(modes.length - 1)}>
          Remove the last
        </button>
      </div>
    </div>
  );
};
