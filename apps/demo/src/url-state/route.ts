import { computed, signal } from "@preact/signals";

/** Where a visitor is: a page, and its state as text. The address is `…#/page?name=value`. */
export interface Route {
  readonly page: string;
  readonly query: URLSearchParams;
}

const parse = (hash: string): Route => {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split(/\?(.*)/s);
  return { page: path, query: new URLSearchParams(query) };
};

/** Anew with each change, also back to an address that has been replaced in the meantime. */
const place = signal({ hash: location.hash });
addEventListener("hashchange", () => {
  place.value = { hash: location.hash };
});

/** The present place; follows the address. */
export const route = computed(() => parse(place.value.hash));

/** The address of a page. */
export const addressOf = (page: string, query?: URLSearchParams): string => {
  const text = query?.toString() ?? "";
  return `#/${page}${text === "" ? "" : `?${text}`}`;
};

/** The states in which pages were left in this visit, by page. */
const lastStates = signal<Readonly<Record<string, URLSearchParams>>>({});

/** The address of a page as it was last seen in this visit. */
export const lastAddressOf = (page: string): string => addressOf(page, lastStates.value[page]);

/** Notes the state of a page that is seen, so that links lead back to it. */
export const noteState = (page: string, query: URLSearchParams): void => {
  lastStates.value = { ...lastStates.peek(), [page]: query };
};

/** A state that is not in the address yet. */
let unwritten: { readonly query: URLSearchParams; readonly page: string; readonly at: string } | undefined;

const writeAddress = (): void => {
  if (!unwritten) return;
  const { page, query, at } = unwritten;
  unwritten = undefined;
  // Whoever has gone elsewhere meanwhile is left there.
  if (location.hash === at && (parse(at).page === page || at === ""))
    history.replaceState(null, "", addressOf(page, query));
};

/**
 * Replaces the state in the address, without a step in the history and without a change of {@link route}. Browsers take their time
 * for it, so that it has a task of its own, soon.
 */
export const rememberState = (page: string, query: URLSearchParams): void => {
  if (!unwritten) setTimeout(writeAddress);
  unwritten = { page, query, at: location.hash };
};

// Whoever leaves the page, or copies its address, has all of its state in it.
addEventListener("pagehide", writeAddress);
addEventListener("click", writeAddress, { capture: true });
