import type { ComponentType } from "preact";

/** A page of the site. Its code is loaded when it is first opened. */
export interface PageEntry {
  /** Its name in the address. */
  readonly name: string;
  /** In the navigation, and in the title of the window. */
  readonly title: string;
  load(): Promise<ComponentType>;
}

/** All pages, in the order of the navigation; the first is the one without a name in the address. */
export const pages: readonly PageEntry[] = [
  {
    name: "playground",
    title: "Playground",
    load: async () => (await import("../pages/playground/playground.js")).Playground,
  },
  {
    name: "compare",
    title: "Side by side",
    load: async () => (await import("../pages/compare/compare.js")).Compare,
  },
  {
    name: "line",
    title: "One dimension",
    load: async () => (await import("../pages/line/line.js")).Line,
  },
  {
    name: "schedules",
    title: "Schedules and samplers",
    load: async () => (await import("../pages/schedules/schedules.js")).Schedules,
  },
  {
    name: "your-model",
    title: "Your model",
    load: async () => (await import("../pages/your-model/your-model.js")).YourModel,
  },
];

/** The page of a name; the first one for a name that is none. */
export const pageOf = (name: string): PageEntry => pages.find((page) => page.name === name) ?? pages[0]!;
