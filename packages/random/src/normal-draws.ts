import { checkKey, foldIn, type Key } from "./key.js";
import { fillNormal } from "./normal.js";
import { entryRange } from "./rows.js";

/** Standard normal numbers, draw after draw. */
export interface NormalDraws {
  /** `width` numbers for each row of the k-th draw, row after row. */
  draw(k: number, rows: number, width: number): Float64Array;
}

/**
 * A sequence of independent draws that a key decides, for whoever asks for noise again and again, as diffusion samplers do:
 * draw k is that of `foldIn(key, k)`, so that row r of it depends on the key, k and r only.
 *
 * @throws OptionError for a bad key
 * @example
 * sampleDiffusion(model, x, { ...vpSchedule(), predicts: "data", grid, method: ancestral(), noise: normalDraws(key(0)) });
 */
export function normalDraws(key: Key): NormalDraws {
  checkKey("normalDraws", key);
  return Object.freeze<NormalDraws>({
    draw: (k, rows, width) => {
      const { first, length } = entryRange("normalDraws", [rows, width], 0);
      return fillNormal(foldIn(key, k), first, new Float64Array(length));
    },
  });
}
