import type { Theme } from "@nami/plots";
import type { Viewport } from "./viewport.js";

/** What a layer draws on, in CSS pixels. */
export interface Surface {
  readonly context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;
  readonly viewport: Viewport;
  readonly theme: Theme;
  readonly isDark: boolean;
}

/** Draws something onto what lies below. Layers are pure: they keep no state and change none. */
export type Layer = (surface: Surface) => void;
