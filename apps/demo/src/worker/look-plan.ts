/** What can be looked at, with how long it may stay old beside the others. */
export interface LookPlan<Name extends string> {
  /** The look that is most overdue, if it is time for one. */
  next(step: number): Name | undefined;
  done(name: Name, step: number): void;
  /** Whether the look that was begun last is of something that has changed since. */
  isOutdated(): boolean;
}

/**
 * Shares time between training and looks: while training runs, looks that show it again take at most a given share of it; while it
 * rests, each stale look is due at once. A look is stale when training went on, or when what it is of beside the model has changed.
 * Somebody waits for one that was never done, or is of something else now: it is due at once while training runs, too.
 *
 * @param patience for each look: twice as much makes it half as frequent. Looks that were never done, or are of something
 * else, come first, in this order
 * @param options.isTraining whether training waits for its turn
 * @param options.wanted whether a look is wanted at all
 * @param options.of what a look is of beside the model, as text: a solver, say
 */
export const lookPlan = <Name extends string>(
  patience: Readonly<Record<Name, number>>,
  {
    isTraining,
    wanted,
    of = () => "",
    share = 0.4,
    now = () => performance.now(),
  }: {
    readonly isTraining: () => boolean;
    readonly wanted: (name: Name) => boolean;
    readonly of?: (name: Name) => string;
    readonly share?: number;
    readonly now?: () => number;
  },
): LookPlan<Name> => {
  const seen = new Map<Name, { readonly step: number; readonly at: number; readonly of: string }>();
  let [earliest, began] = [now(), now()];
  let begun: { readonly name: Name; readonly of: string } | undefined;
  const names = Object.keys(patience) as Name[];
  return {
    next: (step) => {
      const known = (name: Name) => {
        const last = seen.get(name);
        return last?.of === of(name) ? last : undefined;
      };
      const waits = isTraining() && now() < earliest;
      const due = names.filter((name) => {
        const last = known(name);
        return wanted(name) && (last === undefined || (!waits && last.step !== step));
      });
      const overdue = (name: Name): number =>
        (now() - (known(name)?.at ?? Number.NEGATIVE_INFINITY)) / patience[name];
      began = now();
      const found = due.reduce<Name | undefined>(
        (best, name) => (best === undefined || overdue(name) > overdue(best) ? name : best),
        undefined,
      );
      begun = found === undefined ? undefined : { name: found, of: of(found) };
      return found;
    },
    done: (name, step) => {
      seen.set(name, { step, at: now(), of: begun?.name === name ? begun.of : of(name) });
      earliest = now() + Math.max(30, (now() - began) * (1 / share - 1));
    },
    isOutdated: () => begun !== undefined && begun.of !== of(begun.name),
  };
};
