import { copyFileSync, existsSync, mkdirSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The figures that the documentation shows. */
export const selection: readonly string[] = [
  "000/exact-field.gif",
  "000/learned-field.gif",
  "000/flow-evolution.svg",
  "000/diffusion-samples.svg",
  "000/log-density.svg",
  "001/reference-paths.svg",
  "001/learned-velocity.svg",
  "001/euler.gif",
  "001/sampled-paths.svg",
  "001/samples.svg",
  "003/moons-flow.gif",
  "003/digits.svg",
  "003/digits-nll.svg",
  "004/flower.gif",
  "004/noise-to-flower.svg",
  "004/noise-to-flower.gif",
  "004/characteristics.svg",
  "004/ends.svg",
];

/** What a figure of the documentation may weigh. */
const most = 500_000;

/**
 * Copies the selection from `examples/figures/` to `docs/figures/seeds/`; what was not drawn stays as it was.
 *
 * @throws Error when a figure is too large for a page
 */
export const copySelection = (): void => {
  const place = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
  mkdirSync(place("docs/figures/seeds"), { recursive: true });
  for (const name of selection) {
    const from = place(`examples/figures/${name}`);
    if (!existsSync(from)) continue;
    const { size } = statSync(from);
    if (size > most)
      throw new Error(`examples: ${name} must have at most ${most} bytes, got ${size}. Draw it smaller.`);
    copyFileSync(from, place(`docs/figures/seeds/${name.replace("/", "-")}`));
  }
};
