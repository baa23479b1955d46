import type { Signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { beginSession, type Session } from "../../session/session.js";
import { useAfterFirst } from "../../url-state/after-first.js";
import { useBackend } from "../use-backend.js";
import { type CompareState, type SideName, trainingOfSide, viewsOfSide } from "./state.js";

/** The session of one side, which follows the state of the page. */
export const useSide = (
  values: Signal<CompareState>,
  change: (some: Partial<CompareState>) => void,
  side: SideName,
): Session => {
  const session = useMemo(() => {
    const state = values.peek();
    return beginSession(trainingOfSide(state, side), viewsOfSide(state, side), state.backend);
  }, [values, side]);
  useEffect(() => () => session.close(), [session]);
  const state = values.value;
  const [training, views] = [trainingOfSide(state, side), viewsOfSide(state, side)];
  useAfterFirst(() => session.reset(training, views), [JSON.stringify(training)]);
  useAfterFirst(() => session.setViews(views), [JSON.stringify(views)]);
  useBackend(session, state, change);
  return session;
};
