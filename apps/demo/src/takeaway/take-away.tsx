import { type ReadonlySignal, useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { askWorker } from "../transport/ask-worker.js";
import { startWorker } from "../transport/start-worker.js";
import { CopyLink } from "./copy-link.js";
import { type Format, formatGroups } from "./formats.js";
import { saveFile, sizeText } from "./save-file.js";
import type { Wanted } from "./wanted.js";

const make = (wanted: Wanted, signal: AbortSignal, onProgress: (share: number) => void) =>
  askWorker<Wanted, Uint8Array<ArrayBuffer>>(startWorker("takeaway"), wanted, { signal, onProgress });

/** Everything that a visitor can take along, each with what it is for. Files are made in a worker. */
export const TakeAway = ({
  name,
  obstacleTo,
  wantedOf,
  sizeOf,
}: {
  /** What files are called, without their ends. */
  readonly name: ReadonlySignal<string>;
  /** Why there is no such file now, in words. */
  readonly obstacleTo: (kind: Wanted["kind"]) => string | undefined;
  /** All that a file is made of, at this moment. */
  readonly wantedOf: (kind: Wanted["kind"]) => Wanted;
  /** About how many bytes, where that is known. */
  readonly sizeOf: (kind: Wanted["kind"]) => number | undefined;
}): JSX.Element => {
  const busy = useSignal<Wanted["kind"] | undefined>(undefined);
  const told = useSignal("");
  const stop = useRef<AbortController | undefined>(undefined);
  const take = async ({ kind, label, ending, type }: Format): Promise<void> => {
    const began = new AbortController();
    stop.current = began;
    busy.value = kind;
    told.value = `Making ${label} …`;
    try {
      const bytes = await make(wantedOf(kind), began.signal, (share) => {
        told.value = `Making ${label} … ${Math.round(100 * share)} %`;
      });
      const file = name.peek() + ending;
      saveFile(file, bytes, type);
      told.value = `${file}, ${sizeText(bytes.length)}`;
    } catch (error) {
      told.value = began.signal.aborted
        ? `${label}: stopped`
        : error instanceof Error
          ? error.message
          : String(error);
    }
    busy.value = undefined;
  };
  return (
    <div class="takeaway-body">
      {formatGroups.map(([title, formats]) => (
        <section key={title} aria-label={title}>
          <h3>{title}</h3>
          {formats.map((format) => {
            const obstacle = obstacleTo(format.kind);
            const size = sizeOf(format.kind);
            return (
              <div key={format.kind} class="take">
                <button
                  type="button"
                  disabled={busy.value !== undefined || obstacle !== undefined}
                  aria-describedby={`take-${format.kind}`}
                  onClick={() => void take(format)}
                >
                  {format.label}
                </button>
                <p class="hint" id={`take-${format.kind}`}>
                  {obstacle ?? format.purpose}
                  {obstacle === undefined && size !== undefined && ` About ${sizeText(size)}.`}
                </p>
              </div>
            );
          })}
          {title === "The same elsewhere" && <CopyLink />}
        </section>
      ))}
      <p class="take-status" role="status">
        {told.value}
        {busy.value !== undefined && (
          <button type="button" class="quiet" onClick={() => stop.current?.abort()}>
            Stop
          </button>
        )}
      </p>
    </div>
  );
};
