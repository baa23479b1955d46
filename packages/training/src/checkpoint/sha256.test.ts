import { expect, test } from "vitest";
import { ownSha256, sha256 } from "./sha256.js";

// FIPS 180-4 examples (NIST CSRC, "SHA256.pdf") and the long-message vector of a million letters.
test.for([
  ["", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"],
  ["abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"],
  [
    "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  ],
  ["a".repeat(1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"],
] as const)("the digest of known message %# is known", ([message, digest]) => {
  const bytes = new TextEncoder().encode(message);
  expect(ownSha256(bytes)).toBe(digest);
  expect(sha256(bytes)).toBe(digest);
});

test("bytes in the middle of a buffer are hashed alone", () => {
  const bytes = new TextEncoder().encode("xabcx").subarray(1, 4);
  for (const hash of [ownSha256, sha256]) expect(hash(bytes)).toBe(ownSha256(bytes.slice()));
});
