import { rasterize } from "../book/raster.js";

/** What a flower looks like. */
export interface Flower {
  readonly petals: number;
  /** Colour of the petals, in degrees. */
  readonly hue: number;
  /** From a bud (0) to full bloom (1). Default 1. */
  readonly bloom?: number;
  /** From green (0) to faded (1). Default 0. */
  readonly age?: number;
}

/** The petals and the middle of a flower around the origin, with a reach of 1, as SVG elements. */
const blossom = ({ petals, hue, bloom = 1, age = 0 }: Flower): string => {
  const color = (light: number): string =>
    `hsl(${Math.round(hue - 20 * age)}, ${Math.round(85 - 50 * age)}%, ${Math.round(light - 22 * age)}%)`;
  const ring = (reach: number, light: number, turn: number): string =>
    Array.from({ length: petals }, (_, i) => {
      const spread = (0.25 + 0.75 * bloom) * ((360 * (i + turn)) / petals - 180);
      const [long, wide] = [reach * (0.45 + 0.15 * bloom), (1.5 * reach * (0.4 + 0.6 * bloom)) / petals];
      return `<ellipse cy="${-long}" rx="${wide}" ry="${long * 0.8}" transform="rotate(${spread})" fill="${color(light)}" stroke="${color(light - 18)}" stroke-width="0.02"/>`;
    }).join("");
  const middle = `<circle r="${0.26 * bloom}" fill="hsl(${Math.round(45 - 15 * age)}, 90%, ${Math.round(55 - 30 * age)}%)"/>`;
  return ring(0.95, 52, 0) + ring(0.7, 64, 0.5) + middle;
};

const page = (width: number, height: number, box: string, inside: string): string =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${box}">${inside}</svg>`;

/**
 * A flower seen from above as numbers from −1 to 1: `side` rows of `side` pixels of three colours.
 *
 * @param side pixels across
 */
export const flowerPixels = (flower: Flower, side: number): Float32Array => {
  const ground = `<rect x="-1.2" y="-1.2" width="2.4" height="2.4" fill="#1F3D2B"/>`;
  const { rgba } = rasterize(page(side, side, "-1.2 -1.2 2.4 2.4", ground + blossom(flower)));
  return Float32Array.from({ length: 3 * side * side }, (_, i) => {
    const [pixel, channel] = [Math.floor(i / 3), i % 3];
    return (2 * rgba[4 * pixel + channel]!) / 255 - 1;
  });
};

/**
 * A flower in its pot of earth at one time of its life, as an SVG.
 *
 * @param time from 0, a seed, over full bloom at 0.6, to 1, faded
 */
export const growingFlower = (time: number): string => {
  const rise = (from: number, to: number): number => {
    const x = Math.min(1, Math.max(0, (time - from) / (to - from)));
    return x * x * (3 - 2 * x);
  };
  const [growth, bloom, age] = [rise(0, 0.45), rise(0.3, 0.6), rise(0.7, 1)];
  const [top, lean] = [3 * growth, 0.25 * Math.sin(2 * growth) + 0.7 * age];
  const head = `${lean} ${-top + 0.5 * age}`;
  const stem = `<path d="M0 0 C-0.3 ${-top / 3}, 0.3 ${(-2 * top) / 3}, ${head}" fill="none" stroke="hsl(${Math.round(110 - 50 * age)}, 45%, 30%)" stroke-width="0.12"/>`;
  const leaf = (side: 1 | -1, height: number): string =>
    `<ellipse cx="${0.45 * side * growth}" cy="${-height * top}" rx="${0.5 * growth}" ry="${0.16 * growth}" transform="rotate(${-25 * side + 40 * side * age} 0 ${-height * top})" fill="hsl(${Math.round(110 - 50 * age)}, 45%, 38%)"/>`;
  const flower = `<g transform="translate(${head}) scale(${0.25 * growth + 0.75 * bloom * (1 - 0.3 * age)})">${blossom({ petals: 13, hue: 330, bloom, age })}</g>`;
  const sky = `<rect x="-2" y="-4.3" width="4" height="5" fill="hsl(205, 60%, ${Math.round(78 - 14 * age)}%)"/>`;
  const soil = `<rect x="-2" y="0" width="4" height="0.7" fill="#5B3A21"/>`;
  return page(240, 300, "-2 -4.3 4 5", sky + stem + leaf(1, 0.35) + leaf(-1, 0.6) + soil + flower);
};
