import {
  checkerboard,
  circles,
  eightGaussians,
  type MixtureToy,
  moons,
  pinwheel,
  rings,
  spirals,
  swissRoll,
  type Toy,
} from "@nami/datasets";
import { OptionError } from "@nami/errors";
import type { ToyDataset, ToyName } from "../config/config.js";

/** Only the options that were given: a toy has its own defaults. */
const given = <K extends "noise" | "radius" | "std" | "halfWidth">(
  config: ToyDataset,
  ...keys: readonly K[]
): { readonly [key in K]?: number } =>
  Object.fromEntries(keys.flatMap((key) => (config[key] === undefined ? [] : [[key, config[key]]]))) as {
    readonly [key in K]?: number;
  };

const toys: Readonly<Record<ToyName, (config: ToyDataset) => Toy>> = {
  moons: (config) => moons(given(config, "noise")),
  circles: (config) => circles(given(config, "noise")),
  rings: (config) => rings(given(config, "noise")),
  spirals: (config) => spirals(given(config, "noise")),
  swissRoll: (config) => swissRoll(given(config, "noise")),
  eightGaussians: (config) => eightGaussians(given(config, "radius", "std")),
  checkerboard: (config) => checkerboard(given(config, "halfWidth")),
  pinwheel: () => pinwheel(),
};

/** The toy of a config: by its samples alone where its noise is too small for its mixture. */
export const toyOf = (config: ToyDataset): Toy => {
  const toy = toys[config.name](config);
  try {
    // Made when it is asked for.
    if (isMixtureToy(toy)) void toy.mixture;
    return toy;
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    const { name, eventShape, sample } = toy;
    return { name, eventShape, sample };
  }
};

/** Whether a toy is a mixture of round normal distributions: then the exact velocity of its flow is known. */
export const isMixtureToy = (toy: Toy | undefined): toy is MixtureToy =>
  toy !== undefined && "mixture" in toy;
