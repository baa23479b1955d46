import { type Field, integer } from "../url-state/field.js";

/** One kind of data that was told apart, and how strongly it is asked for. */
export interface Guidance {
  /** Counted from 1. */
  readonly kind: number;
  /** w in v∅ + w (v − v∅): 1 is the model of the kind itself, more exaggerates it. */
  readonly scale: number;
}

/** So many kinds a model may tell apart. */
export const mostKinds = 512;

/** Guidance goes to this. */
export const mostGuidance = 6;

/** A kind of data by its number, counted from 1, in an address; all of them are 0 and the word `all`. */
export const kindField = ({
  initial,
  most,
}: {
  readonly initial: number;
  readonly most: number;
}): Field<number> => {
  const field = integer({ initial, min: 1, max: most });
  return {
    initial,
    read: (text) => (text === "all" ? 0 : field.read(text)),
    write: (kind) => (kind === 0 ? "all" : field.write(kind)),
  };
};

/** How many modes a toy has that are kinds of data; 0 where it has none. */
export const kindsOfToy = (name: string): number => (name === "eightGaussians" ? 8 : 0);

/** The kind that is looked at, and how strongly; nothing where it is all of them, or one that there is not. */
export const guidanceOf = (kind: number, scale: number, classes: number): Guidance | undefined =>
  kind >= 1 && kind <= classes ? { kind, scale } : undefined;
