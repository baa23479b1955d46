import { darkTheme, lightTheme, type Theme } from "@nami/plots";
import { computed, effect, signal } from "@preact/signals";

/** What a visitor can choose. */
export type ThemeChoice = "auto" | "light" | "dark";

const storageName = "nami-theme";
const prefersDark = matchMedia("(prefers-color-scheme: dark)");
const systemIsDark = signal(prefersDark.matches);
prefersDark.addEventListener("change", ({ matches }) => {
  systemIsDark.value = matches;
});

/** Storage may be forbidden, or full: the choice then lasts as long as the page. */
const remembered = (): ThemeChoice => {
  try {
    const text = localStorage.getItem(storageName);
    return text === "light" || text === "dark" ? text : "auto";
  } catch {
    return "auto";
  }
};

/** The choice of the visitor. */
export const themeChoice = signal<ThemeChoice>(remembered());

/** Whether the page is dark. */
export const isDark = computed(() =>
  themeChoice.value === "auto" ? systemIsDark.value : themeChoice.value === "dark",
);

/** The colours of figures and canvases. */
export const figureTheme = computed<Theme>(() => (isDark.value ? darkTheme : lightTheme));

/** Keeps the document in the chosen theme. */
export const followTheme = (): (() => void) =>
  effect(() => {
    document.documentElement.dataset.theme = isDark.value ? "dark" : "light";
    try {
      localStorage.setItem(storageName, themeChoice.value);
    } catch {
      // No storage: nothing to remember.
    }
  });

const stillness = matchMedia("(prefers-reduced-motion: reduce)");
/** Whether the visitor asked for less motion. */
export const prefersStillness = signal(stillness.matches);
stillness.addEventListener("change", ({ matches }) => {
  prefersStillness.value = matches;
});
