import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useRef } from "preact/hooks";
import { CopyLink } from "./copy-link.js";
import { saveFile, sizeText } from "./save-file.js";

/** A file that a visitor can take along. */
export interface Offer {
  readonly id: string;
  /** On its button. */
  readonly label: string;
  /** What it is for. */
  readonly purpose: string;
  /** Of the file. */
  readonly name: string;
  readonly type: string;
  /** Why there is no such file now, in words. */
  readonly obstacle?: string | undefined;
  /** About how many bytes, where that is known. */
  readonly size?: number | undefined;
  make(signal: AbortSignal, onProgress: (share: number) => void): Bytes | Promise<Bytes>;
}

type Bytes = Uint8Array<ArrayBuffer>;

/** Files under a title. */
export interface OfferGroup {
  readonly title: string;
  readonly offers: readonly Offer[];
}

/** Everything that a visitor can take along, each with what it is for; the address of the page stands with the last. */
export const Offers = ({ groups }: { readonly groups: readonly OfferGroup[] }): JSX.Element => {
  const busy = useSignal<string | undefined>(undefined);
  const told = useSignal("");
  const stop = useRef<AbortController | undefined>(undefined);
  const take = async ({ id, label, name, type, make }: Offer): Promise<void> => {
    const began = new AbortController();
    stop.current = began;
    busy.value = id;
    told.value = `Making ${label} …`;
    try {
      const bytes = await make(began.signal, (share) => {
        told.value = `Making ${label} … ${Math.round(100 * share)} %`;
      });
      saveFile(name, bytes, type);
      told.value = `${name}, ${sizeText(bytes.length)}`;
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
      {groups.map(({ title, offers }, i) => (
        <section key={title} aria-label={title}>
          <h3>{title}</h3>
          {offers.map((offer) => (
            <div key={offer.id} class="take">
              <button
                type="button"
                disabled={busy.value !== undefined || offer.obstacle !== undefined}
                aria-describedby={`take-${offer.id}`}
                onClick={() => void take(offer)}
              >
                {offer.label}
              </button>
              <p class="hint" id={`take-${offer.id}`}>
                {offer.obstacle ?? offer.purpose}
                {offer.obstacle === undefined &&
                  offer.size !== undefined &&
                  ` About ${sizeText(offer.size)}.`}
              </p>
            </div>
          ))}
          {i === groups.length - 1 && <CopyLink />}
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
