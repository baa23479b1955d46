import { XMLParser } from "fast-xml-parser";
import { describe, expect, test } from "vitest";
import { element, escapeText, px } from "./markup.js";

describe("markup", () => {
  test("text comes back from an XML parser as it went in", () => {
    const text = `a < b && c > "d" 'e' – α₁ 😀`;
    const parsed: unknown = new XMLParser({
      ignoreAttributes: false,
      attributeNamePrefix: "",
      htmlEntities: true,
    }).parse(element("g", { name: text }, `<title>${escapeText(text)}</title>`));
    expect(parsed).toEqual({ g: { name: text, title: text } });
  });

  test("characters that XML forbids become the replacement character", () => {
    expect(escapeText("a\u0000b\u001Fc\uFFFE")).toBe("a\uFFFDb\uFFFDc\uFFFD");
    expect(escapeText("\uD800x\uDC00")).toBe("\uFFFDx\uFFFD");
    expect(escapeText("tab\tnewline\n😀")).toBe("tab\tnewline\n😀");
  });

  test("coordinates keep a tenth of a pixel and never read −0", () => {
    expect([px(12.3456), px(-0.01), px(7)]).toEqual(["12.3", "0", "7"]);
  });

  test("an undefined attribute is left out", () => {
    expect(element("circle", { r: 2, fill: undefined })).toBe('<circle r="2"/>');
  });
});
