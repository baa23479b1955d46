/** An array of numbers that grows. */
export interface GrowingArray {
  readonly length: number;
  push(value: number): void;
  /** The numbers, in an array of their own that is as long as they are many. */
  taken(): Float64Array;
}

/** Twice the room each time that it is full. */
export function growingArray(): GrowingArray {
  let room = new Float64Array(1024);
  let length = 0;
  return {
    get length() {
      return length;
    },
    push: (value) => {
      if (length === room.length) {
        const larger = new Float64Array(2 * room.length);
        larger.set(room);
        room = larger;
      }
      room[length++] = value;
    },
    taken: () => room.slice(0, length),
  };
}
