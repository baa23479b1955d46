/**
 * The memory of all typed arrays in a message, so that it moves instead of being copied. The sender must not use the
 * arrays afterwards; memory that threads share is left out.
 */
export const transferablesOf = (message: object): ArrayBuffer[] => {
  const found = new Set<ArrayBuffer>();
  const pending: unknown[] = [message];
  while (pending.length > 0) {
    const value = pending.pop();
    if (ArrayBuffer.isView(value)) {
      if (value.buffer instanceof ArrayBuffer) found.add(value.buffer);
    } else if (value !== null && typeof value === "object") pending.push(...Object.values(value));
  }
  return [...found];
};
