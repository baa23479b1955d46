import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { endingOf } from "../exit-code.js";
import { writeBytes } from "./file-bytes.js";

let folder = "";
const at = (...names: string[]): string => join(folder, ...names);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nami-bytes-"));
});

/** What a write throws. */
const failure = (path: string): unknown => {
  try {
    writeBytes("sample", path, "two");
  } catch (error) {
    return error;
  }
  return undefined;
};

describe("writeBytes", () => {
  test("replaces a file, and leaves nothing beside it", () => {
    writeBytes("sample", at("a"), "one");
    writeBytes("sample", at("a"), Uint8Array.of(116, 119, 111));
    expect(readFileSync(at("a"), "utf8")).toBe("two");
    expect(readdirSync(folder)).toEqual(["a"]);
  });

  test("names a place that can't be written, and leaves nothing beside it", () => {
    mkdirSync(at("sub"));
    expect(String(failure(at("none", "a")))).toContain(
      `sample: ${at("none", "a")} must be a place that can be written, got nothing there. Choose another.`,
    );
    expect(String(failure(at("sub")))).toContain("got a folder.");
    expect(readdirSync(folder)).toEqual(["sub"]);
  });

  test("does not take a file of another program for its own", () => {
    writeFileSync(at("a.part"), "not ours");
    writeBytes("sample", at("a"), "one");
    expect(readFileSync(at("a.part"), "utf8")).toBe("not ours");
  });

  test("writes to what a link points to, there or not, and keeps the link", () => {
    mkdirSync(at("sub"));
    writeFileSync(at("sub", "old"), "one");
    symlinkSync(join("sub", "old"), at("link"));
    symlinkSync(join("sub", "new"), at("ahead"));
    for (const name of ["link", "ahead"]) {
      const to = readlinkSync(at(name));
      writeBytes("sample", at(name), "two");
      expect(readlinkSync(at(name))).toBe(to);
      expect(lstatSync(at(to)).isFile()).toBe(true);
      expect(readFileSync(at(to), "utf8")).toBe("two");
    }
    symlinkSync("round", at("round"));
    expect(String(failure(at("round")))).toContain("got a circle of links.");
    expect(readdirSync(at("sub")).sort()).toEqual(["new", "old"]);
  });

  test("writes into a pipe, which stays one", async () => {
    execFileSync("mkfifo", [at("pipe")]);
    symlinkSync("pipe", at("link"));
    for (const name of ["pipe", "link"]) {
      const reader = spawn("cat", [at("pipe")], { stdio: ["ignore", "pipe", "inherit"] });
      let text = "";
      reader.stdout.on("data", (bytes: Buffer) => {
        text += bytes.toString();
      });
      const ended = once(reader, "close");
      writeBytes("sample", at(name), "two");
      await ended;
      expect(text).toBe("two");
    }
    expect(lstatSync(at("pipe")).isFIFO()).toBe(true);
  });

  test.skipIf(!existsSync("/dev/full"))("tells of a device that is full, with code 1", () => {
    const error = failure("/dev/full");
    expect(String(error)).toContain(
      "sample: /dev/full must be a place that can be written, got a full disk.",
    );
    expect(endingOf(error).code).toBe(1);
    expect(lstatSync("/dev/full").isCharacterDevice()).toBe(true);
  });
});
