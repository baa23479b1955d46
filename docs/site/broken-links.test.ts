import { describe, expect, test } from "vitest";
import { brokenLinks } from "./broken-links.js";

const pages = new Map([
  ["/index.html", '<a href="/guide/a#top">a</a> <a href="#here">b</a> <img src="/x.png"> <p id="here">'],
  ["/guide/a.html", '<h1 id="top"> <a href="/">home</a> <a href="https://example.org/nowhere">web</a>'],
]);

describe("brokenLinks", () => {
  test("finds nothing where pages, files and anchors are there", () => {
    expect(brokenLinks(pages, (path) => path === "/x.png")).toEqual([]);
  });

  test("names the file, the page and the anchor that are not there", () => {
    const more = new Map(pages).set("/b.html", '<a href="guide/c">c</a> <a href="guide/a#bottom">d</a>');
    expect(brokenLinks(more, () => false)).toEqual([
      "/index.html: /x.png: no such page or file",
      "/b.html: guide/c: no such page or file",
      "/b.html: guide/a#bottom: no such anchor",
    ]);
  });
});
