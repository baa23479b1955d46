/** Pixels to stamp on: the lower three bytes are the colour, the upper one says how much of a pixel is covered. */
export interface Paper {
  readonly pixels: Uint32Array;
  /** Pixels from one row to the next. */
  readonly stride: number;
  readonly width: number;
  readonly height: number;
}

/** How a disc looks. */
export interface DiscStyle {
  /** Pixels. */
  readonly radius: number;
  readonly opacity: number;
  /** The lower three bytes of a pixel. */
  readonly color: number;
}

/** Places within a pixel that are told apart, along each side. */
const phases = 8;

/** What a disc with smooth edges covers of the pixels around its middle, for each place of it within a pixel. */
interface Masks {
  /** Pixels from the middle one of a mask to its edge. */
  readonly reach: number;
  /** Row by row, as the places are: 256 is all of a pixel. */
  readonly covers: readonly Uint16Array[];
}

const masksOf = (radius: number, opacity: number): Masks => {
  const reach = Math.floor(radius + 1);
  const side = 2 * reach + 1;
  const middle = (phase: number): number => (phase + 0.5) / phases - 0.5;
  const covers = Array.from({ length: phases * phases }, (_, phase) => {
    const [x, y] = [middle(phase % phases), middle(Math.floor(phase / phases))];
    return Uint16Array.from({ length: side * side }, (_, k) => {
      const distance = Math.hypot((k % side) - reach - x, Math.floor(k / side) - reach - y);
      return Math.round(256 * opacity * Math.max(0, Math.min(1, radius + 0.5 - distance)));
    });
  });
  return { reach, covers };
};

const known = new Map<string, Masks>();

const knownMasks = (radius: number, opacity: number): Masks => {
  const name = `${radius} ${opacity}`;
  const masks = known.get(name) ?? masksOf(radius, opacity);
  known.set(name, masks);
  return masks;
};

/**
 * Stamps a disc at each point, as far as it is on the paper. Discs are looked up: a browser that has not compiled these loops yet takes
 * ten times as long for them, and longer still for what it would compute.
 *
 * @param positions flat, `x₀ y₀ x₁ y₁ …`, y upwards
 * @param scale pixels of a unit; the origin is in the middle of the paper
 */
export const stampDiscs = (
  { pixels, stride, width, height }: Paper,
  positions: Float32Array,
  scale: number,
  { radius, opacity, color }: DiscStyle,
): void => {
  const { reach, covers } = knownMasks(radius, opacity);
  const side = 2 * reach + 1;
  for (let i = 0; i < positions.length; i += 2) {
    const x = width / 2 + positions[i]! * scale;
    const y = height / 2 - positions[i + 1]! * scale;
    // A middle that is nowhere is not near the paper either.
    if (!(x >= -reach && x < width + reach && y >= -reach && y < height + reach)) continue;
    const column = Math.floor(x);
    const row = Math.floor(y);
    const mask = covers[phases * Math.floor(phases * (y - row)) + Math.floor(phases * (x - column))]!;
    const left = Math.max(-reach, -column);
    const right = Math.min(reach, width - 1 - column);
    const bottom = Math.min(reach, height - 1 - row);
    for (let down = Math.max(-reach, -row); down <= bottom; down++) {
      const middle = side * (down + reach) + reach;
      const place = stride * (row + down) + column;
      for (let along = left; along <= right; along++) {
        const cover = mask[middle + along]!;
        if (cover === 0) continue;
        const before = pixels[place + along]! >>> 24;
        const after = before + ((cover * (255 - before) + 128) >> 8);
        pixels[place + along] = color | (after << 24);
      }
    }
  }
};
