/**
 * From so many rows on they are many: far from the batch sizes that exports are traced at, and from twice those, so that both are
 * lowered alike.
 */
export const manyRows = 64;

/** Up to so many columns a matrix is narrow: the runtime computes whole vectors of them. */
export const narrow = 8;
