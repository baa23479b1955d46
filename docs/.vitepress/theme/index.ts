import type { Theme } from "vitepress";
import DefaultTheme from "vitepress/theme";
import { LiveFigure } from "./live-figure.js";
import "./style.css";

/** VitePress's own theme, and live figures. */
const theme: Theme = {
  extends: DefaultTheme,
  enhanceApp: ({ app }) => {
    app.component("LiveFigure", LiveFigure);
  },
};

export default theme;
