const firstPrimes = (count: number): number[] => {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) if (primes.every((p) => n % p !== 0)) primes.push(n);
  return primes;
};

// The standard's constants are the first 32 bits of the fractions of cube and square roots. Float64 roots have 45.
const fraction = (x: number): number => Math.floor((x - Math.floor(x)) * 2 ** 32);
const roundConstants = (): Int32Array => Int32Array.from(firstPrimes(64), (p) => fraction(Math.cbrt(p)));
const start = (): Int32Array => Int32Array.from(firstPrimes(8), (p) => fraction(Math.sqrt(p)));

const turn = (x: number, by: number): number => (x >>> by) | (x << (32 - by));

function compress(
  state: Int32Array,
  block: DataView,
  at: number,
  w: Int32Array,
  constants: Int32Array,
): void {
  for (let i = 0; i < 16; i++) w[i] = block.getInt32(at + 4 * i);
  for (let i = 16; i < 64; i++) {
    const [x, y] = [w[i - 15]!, w[i - 2]!];
    w[i] =
      w[i - 16]! +
      (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) +
      w[i - 7]! +
      (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10));
  }
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let i = 0; i < 64; i++) {
    const choice = (e & f) ^ (~e & g);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + choice + constants[i]! + w[i]!) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + majority) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => {
    state[i] = state[i]! + word;
  });
}

/** What is used of Node's cryptography. */
interface NodeCrypto {
  createHash(name: "sha256"): { update(bytes: Uint8Array): { digest(encoding: "hex"): string } };
}
const platform = globalThis as {
  readonly process?: { readonly getBuiltinModule?: (name: "node:crypto") => NodeCrypto | undefined };
};

/** The SHA-256 of bytes, as 64 hexadecimal digits: by Node's own where it is there, many times faster. */
export function sha256(bytes: Uint8Array): string {
  const crypto = platform.process?.getBuiltinModule?.("node:crypto");
  return crypto ? crypto.createHash("sha256").update(bytes).digest("hex") : ownSha256(bytes);
}

/**
 * The same by own code, since pages have no synchronous one, and without https none at all.
 *
 * @see FIPS 180-4, section 6.2
 */
export function ownSha256(bytes: Uint8Array): string {
  const [state, constants] = [start(), roundConstants()];
  const w = new Int32Array(64);
  const whole = bytes.length - (bytes.length % 64);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 0; at < whole; at += 64) compress(state, view, at, w, constants);
  const tail = new Uint8Array(bytes.length - whole < 56 ? 64 : 128);
  tail.set(bytes.subarray(whole));
  tail[bytes.length - whole] = 0x80;
  const last = new DataView(tail.buffer);
  last.setBigUint64(tail.length - 8, BigInt(bytes.length) * 8n);
  for (let at = 0; at < tail.length; at += 64) compress(state, last, at, w, constants);
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}
