import type { Field } from "./field.js";

/** The fields of a page, by the names that they have in the address. */
export type Fields = Readonly<Record<string, Field<unknown>>>;

/** The values of some fields. */
export type StateOf<F extends Fields> = {
  readonly [Name in keyof F]: F[Name] extends Field<infer T> ? T : never;
};

/** The state that an address describes; what it leaves out or gets wrong has its initial value. */
export const readState = <F extends Fields>(fields: F, query: URLSearchParams): StateOf<F> =>
  Object.fromEntries(
    Object.entries(fields).map(([name, field]) => {
      const text = query.get(name);
      return [name, (text === null ? undefined : field.read(text)) ?? field.initial];
    }),
  ) as StateOf<F>;

/** The state as an address: what has its initial value is left out. */
export const writeState = <F extends Fields>(fields: F, state: StateOf<F>): URLSearchParams => {
  const query = new URLSearchParams();
  for (const [name, field] of Object.entries(fields)) {
    const text = field.write(state[name]);
    if (text !== field.write(field.initial)) query.set(name, text);
  }
  return query;
};
