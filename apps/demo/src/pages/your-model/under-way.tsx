import { useSignal } from "@preact/signals";
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import type { ModelSession } from "../../your-model/model-session.js";
import type { Doing } from "../../your-model/protocol.js";

const words: Record<Doing, string> = {
  reading: "Reading the files …",
  following: "Following points from the noise to the data …",
  arrows: "Asking for the velocity …",
  density: "Mapping the log-density …",
  drawing: "Drawing samples …",
};

/** Milliseconds after which something takes long. */
const soon = 400;

/** What is under way where it takes long, and a way to stop it. */
export const UnderWay = ({ session }: { readonly session: ModelSession }): JSX.Element => {
  const doing = session.doing.value;
  const isLong = useSignal(false);
  const isBusy = doing !== undefined;
  useEffect(() => {
    isLong.value = false;
    if (!isBusy) return undefined;
    const timer = setTimeout(() => {
      isLong.value = true;
    }, soon);
    return () => clearTimeout(timer);
  }, [isBusy, isLong]);
  const isShown = doing !== undefined && isLong.value;
  return (
    <div class="under-way">
      <span role="status">{isShown && words[doing]}</span>
      {isShown && (
        <button type="button" onClick={() => session.stop()}>
          Stop
        </button>
      )}
    </div>
  );
};
