import { type Signal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { noteState, rememberState, route } from "./route.js";
import { type Fields, readState, type StateOf, writeState } from "./state.js";

/** The state of a page, and how to change it. */
export interface PageState<F extends Fields> {
  readonly values: Signal<StateOf<F>>;
  /** Changes some values; the address follows. */
  change(values: Partial<StateOf<F>>): void;
}

/**
 * The state of a page in its address: read when the page opens or the visitor goes back, written at each change. Links of the
 * navigation lead back to it.
 *
 * @param page the name of the page in the address
 */
export const usePageState = <F extends Fields>(page: string, fields: F): PageState<F> => {
  const state = useMemo<PageState<F>>(() => {
    const values = signal(readState(fields, route.peek().query));
    return {
      values,
      change: (some) => {
        const query = writeState(fields, { ...values.peek(), ...some });
        // What the address says, to its last digit: whoever opens it has the same state.
        values.value = readState(fields, query);
        rememberState(page, query);
      },
    };
  }, [page, fields]);
  useEffect(
    () =>
      route.subscribe(({ page: now, query }) => {
        if (now === page) state.values.value = readState(fields, query);
      }),
    [page, fields, state],
  );
  useEffect(
    () => state.values.subscribe((values) => noteState(page, writeState(fields, values))),
    [page, fields, state],
  );
  return state;
};
