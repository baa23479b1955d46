import { computed, signal } from "@preact/signals";
import type { ComponentType, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { lastAddressOf, route } from "../url-state/route.js";
import { isKept } from "./offline.js";
import { type PageEntry, pageOf, pages } from "./pages.js";
import { type ThemeChoice, themeChoice } from "./theme.js";

const page = computed(() => pageOf(route.value.page));
const trouble = signal("");

/** The page that the address names, loaded when it is first asked for. */
const usePage = (): ComponentType | undefined => {
  const [shown, setShown] = useState<{ readonly entry: PageEntry; readonly Page: ComponentType }>();
  const entry = page.value;
  useEffect(() => {
    document.title = `${entry.title} · nami`;
    trouble.value = "";
    entry.load().then(
      (Page) => setShown({ entry, Page }),
      (error: unknown) => {
        trouble.value = `The page ${entry.title} could not be loaded: ${error instanceof Error ? error.message : String(error)}. Reload to try again.`;
      },
    );
  }, [entry]);
  return shown?.entry === entry ? shown.Page : undefined;
};

const nextTheme: Readonly<Record<ThemeChoice, ThemeChoice>> = { auto: "light", light: "dark", dark: "auto" };
const themeText: Readonly<Record<ThemeChoice, string>> = {
  auto: "Theme: as the system",
  light: "Theme: light",
  dark: "Theme: dark",
};

const ThemeButton = (): JSX.Element => (
  <button
    type="button"
    class="quiet"
    onClick={() => {
      themeChoice.value = nextTheme[themeChoice.value];
    }}
  >
    {themeText[themeChoice.value]}
  </button>
);

/** Links to all pages, each as it was left. */
const Navigation = (): JSX.Element => (
  <>
    <a class="brand" href={lastAddressOf(pages[0]!.name)}>
      <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <path d="M3 20c4-9 9-9 13-2s9 7 13-3" />
        <circle cx="16" cy="18" r="3" />
      </svg>
      nami
    </a>
    <nav aria-label="Pages">
      {pages.map((entry) => (
        <a
          key={entry.name}
          href={lastAddressOf(entry.name)}
          aria-current={entry === page.value ? "page" : undefined}
        >
          {entry.title}
        </a>
      ))}
    </nav>
  </>
);

/** The frame of every page: the way to the others, the theme, and what the visitor should know. */
export const App = (): JSX.Element => {
  const Page = usePage();
  return (
    <>
      <button type="button" class="skip" onClick={skipToContent}>
        Skip to the content
      </button>
      <header class="site-header">
        <Navigation />
        <ThemeButton />
      </header>
      <main id="content" tabIndex={-1}>
        {trouble.value !== "" && (
          <p class="notice" role="alert">
            {trouble.value}
          </p>
        )}
        {Page ? <Page key={page.value.name} /> : <p class="loading">Loading …</p>}
      </main>
      <footer class="site-footer">
        <p>
          Everything here is computed in your browser{isKept.value ? ", and works without a network" : ""}.
        </p>
      </footer>
    </>
  );
};

/** Not a link: the address holds the state of the page. */
const skipToContent = (): void => document.getElementById("content")?.focus();
