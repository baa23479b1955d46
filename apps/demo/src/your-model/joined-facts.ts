import type { ModelFacts } from "./config-facts.js";

/** What a config may add to what weights say. */
export const factNames = ["activation", "path", "source"] as const;
export type FactName = (typeof factNames)[number];

/** What a config did to the facts of a model. */
export interface ConfigUse {
  /** What the weights leave open and the config says. */
  readonly taken: readonly (FactName | "labels")[];
  /** What both say, differently; the weights are right. */
  readonly differing: readonly {
    readonly name: FactName;
    readonly weights: string;
    readonly config: string;
  }[];
}

/**
 * What is known of a model. A config says what its weights do not, and changes nothing that they say.
 *
 * @param told numbers that the network is told after a point and its time: kinds, where the config has labels
 */
export const joinedFacts = (
  weights: ModelFacts,
  config: ModelFacts,
  told: number,
): { readonly said: ModelFacts; readonly config: ConfigUse } => ({
  said: { ...config, ...weights },
  config: {
    taken: [
      ...factNames.filter((name) => config[name] !== undefined && weights[name] === undefined),
      ...(told > 0 && config.hasLabels && weights.classes === undefined ? (["labels"] as const) : []),
    ],
    differing: factNames.flatMap((name) => {
      const [own, other] = [weights[name], config[name]];
      return own !== undefined && other !== undefined && own !== other
        ? [{ name, weights: own, config: other }]
        : [];
    }),
  },
});
