import type { Theme } from "@nami/plots";

/** Something that the reader may change: a number on a slider, or one of some words. */
export type Control =
  | {
      readonly label: string;
      readonly min: number;
      readonly max: number;
      readonly step: number;
      readonly value: number;
    }
  | { readonly label: string; readonly choices: readonly string[]; readonly value: string };

/** Names of controls with their values. */
export type Settings = Readonly<Record<string, number | string>>;

/** A figure that is computed where the page is read. */
export interface LiveFigure<C extends Readonly<Record<string, Control>> = Readonly<Record<string, Control>>> {
  readonly controls: C;
  /**
   * Computes the figure in a worker.
   *
   * @param settings a value for each control
   * @param theme colours of the page
   * @returns SVG texts, each replacing the one before
   */
  draw(
    settings: { readonly [K in keyof C]: C[K]["value"] },
    theme: Theme,
  ): Generator<string> | AsyncGenerator<string>;
}

/** A figure with the types of its settings inferred from its controls. */
export const liveFigure = <C extends Readonly<Record<string, Control>>>(figure: LiveFigure<C>): LiveFigure =>
  figure as LiveFigure;
