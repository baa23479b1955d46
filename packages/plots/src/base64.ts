const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/**
 * Bytes as base64 with padding, in every runtime.
 *
 * @example
 * base64(Uint8Array.of(110, 97, 109, 105)) // "bmFtaQ=="
 *
 * @see RFC 4648, section 4
 */
export const base64 = (bytes: Uint8Array): string => {
  const parts: string[] = [];
  for (let i = 0; i < bytes.length; i += 3) {
    const rest = bytes.length - i;
    const word = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
    const digit = (shift: number): string => alphabet[(word >> shift) & 63]!;
    parts.push(digit(18) + digit(12) + (rest > 1 ? digit(6) : "=") + (rest > 2 ? digit(0) : "="));
  }
  return parts.join("");
};
