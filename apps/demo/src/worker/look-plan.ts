/** What can be looked at, with how long it may stay old beside the others. */
export interface LookPlan<Name extends string> {
  /** The look that is most overdue, if it is time for one. */
  next(step: number): Name | undefined;
  done(name: Name, step: number): void;
  /** Makes a look due again, as after a change of its settings. */
  forget(...names: readonly Name[]): void;
}

/**
 * Shares time between training and looks: while training runs, looks take at most a given share of it; while it rests,
 * each stale look is due at once.
 *
 * @param patience for each look: twice as much makes it half as frequent. Looks that were never done come first, in this
 * order
 * @param options.isTraining whether training waits for its turn
 * @param options.wanted whether a look is wanted at all
 */
export const lookPlan = <Name extends string>(
  patience: Readonly<Record<Name, number>>,
  {
    isTraining,
    wanted,
    share = 0.4,
    now = () => performance.now(),
  }: {
    readonly isTraining: () => boolean;
    readonly wanted: (name: Name) => boolean;
    readonly share?: number;
    readonly now?: () => number;
  },
): LookPlan<Name> => {
  const seen = new Map<Name, { readonly step: number; readonly at: number }>();
  let [earliest, began] = [now(), now()];
  const names = Object.keys(patience) as Name[];
  return {
    next: (step) => {
      if (isTraining() && now() < earliest) return undefined;
      const due = names.filter((name) => wanted(name) && seen.get(name)?.step !== step);
      const overdue = (name: Name): number =>
        (now() - (seen.get(name)?.at ?? Number.NEGATIVE_INFINITY)) / patience[name];
      began = now();
      return due.reduce<Name | undefined>(
        (best, name) => (best === undefined || overdue(name) > overdue(best) ? name : best),
        undefined,
      );
    },
    done: (name, step) => {
      seen.set(name, { step, at: now() });
      earliest = now() + Math.max(30, (now() - began) * (1 / share - 1));
    },
    forget: (...forgotten) => {
      for (const name of forgotten) seen.delete(name);
    },
  };
};
