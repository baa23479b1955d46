/** One value of a page's state, as text in the address. */
export interface Field<T> {
  /** What holds where the address says nothing, or something else. */
  readonly initial: T;
  /** The value of a text, or nothing for a text that is none. The text comes from outside and is not trusted. */
  read(text: string): T | undefined;
  write(value: T): string;
}

/** One of a few words. */
export const choice = <const T extends string>(words: readonly T[], initial: T): Field<T> => ({
  initial,
  read: (text) => words.find((word) => word === text),
  write: (value) => value,
});

/** Some of a few words, in their order, as `word.word`; none of them is `none`. */
export const some = <const T extends string>(
  words: readonly T[],
  initial: readonly T[],
): Field<readonly T[]> => ({
  initial,
  read: (text) => {
    const named = text === "none" ? [] : text.split(".", words.length + 1);
    const isSound = named.length <= words.length && named.every((one) => words.includes(one as T));
    return isSound ? words.filter((word) => named.includes(word)) : undefined;
  },
  write: (value) => (value.length > 0 ? words.filter((word) => value.includes(word)).join(".") : "none"),
});

/** A number between two ends, both included. */
export const real = ({
  initial,
  min,
  max,
}: {
  readonly initial: number;
  readonly min: number;
  readonly max: number;
}): Field<number> => ({
  initial,
  read: (text) => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    return value >= min && value <= max ? value : undefined;
  },
  write: (value) => String(Number(value.toPrecision(6))),
});

/** A whole number between two ends, both included. */
export const integer = (options: Parameters<typeof real>[0]): Field<number> => {
  const field = real(options);
  return {
    ...field,
    read: (text) => {
      const value = field.read(text);
      return Number.isInteger(value) ? value : undefined;
    },
  };
};

/** Yes or no. */
export const flag = (initial: boolean): Field<boolean> => ({
  initial,
  read: (text) => (text === "1" ? true : text === "0" ? false : undefined),
  write: (value) => (value ? "1" : "0"),
});

/** A point of the plane. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A few points, as `x,y;x,y`. */
export const points = (initial: readonly Point[], most: number): Field<readonly Point[]> => ({
  initial,
  read: (text) => {
    const found = text.split(";", most + 1).map((pair) => {
      const [x = Number.NaN, y = Number.NaN, ...rest] = pair.split(",").map(Number);
      return rest.length === 0 && Math.abs(x) < 100 && Math.abs(y) < 100 ? { x, y } : undefined;
    });
    const sound = found.filter((point) => point !== undefined);
    return sound.length === found.length && sound.length <= most ? sound : undefined;
  },
  write: (value) => value.map(({ x, y }) => `${x.toFixed(2)},${y.toFixed(2)}`).join(";"),
});
