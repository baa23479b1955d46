/** One kind of data that was told apart, and how strongly it is asked for. */
export interface Guidance {
  /** Counted from 1. */
  readonly kind: number;
  /** w in v∅ + w (v − v∅): 1 is the model of the kind itself, more exaggerates it. */
  readonly scale: number;
}

/** Guidance goes to this. */
export const mostGuidance = 6;

/** All kinds of data, and each by its number, for as many as a mixture may have modes. */
export const kindNames = ["all", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"] as const;
export type KindName = (typeof kindNames)[number];

/** How many modes a toy has that are kinds of data; 0 where it has none. */
export const kindsOfToy = (name: string): number => (name === "eightGaussians" ? 8 : 0);

/** The kind that is looked at, and how strongly; nothing where it is all of them, or one that there is not. */
export const guidanceOf = (name: KindName, scale: number, classes: number): Guidance | undefined => {
  const kind = kindNames.indexOf(name);
  return kind >= 1 && kind <= classes ? { kind, scale } : undefined;
};
