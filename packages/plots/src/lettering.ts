import { type Attributes, element, escapeText } from "./markup.js";

/** Sizes of type in pixels, and the height of a line in units of the size. */
export const typeSize: Readonly<Record<"heading" | "title" | "label" | "tick" | "leading", number>> =
  Object.freeze({
    heading: 16,
    title: 13.5,
    label: 12,
    tick: 11,
    leading: 1.3,
  });

/** Fonts that the reader's machine is likely to have; no font is fetched. */
export const fontFamily =
  "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, 'DejaVu Sans', sans-serif";

const emWidth = (character: string): number => {
  if (/[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE4F\uFF00-\uFF60]/.test(character))
    return 1;
  if (/[\u{1F000}-\u{1FAFF}]/u.test(character)) return 1.2;
  if (/[iljtfI.,:;'|![\]() ]/.test(character)) return 0.36;
  if (/[mwMW@%]/.test(character)) return 0.95;
  return /[A-Z−+=<>~]/.test(character) ? 0.72 : 0.62;
};

/**
 * How wide a line of text may get, estimated without a font: per-character widths of the widest font in
 * {@link fontFamily} (DejaVu Sans), so that narrower fonts leave room instead of overlapping.
 *
 * @param text - one line
 * @param size - font size in pixels
 * @returns pixels
 */
export const textWidth = (text: string, size: number): number => {
  let width = 0;
  for (const character of text) width += emWidth(character);
  return width * size;
};

/**
 * The longest beginning of a text that fits, with an ellipsis where something was cut.
 *
 * @example
 * cutText("a long label", 11, 50) // "a long…"
 */
export const cutText = (text: string, size: number, width: number): string => {
  if (textWidth(text, size) <= width) return text;
  const characters = [...text];
  while (characters.length > 1 && textWidth(`${characters.join("")}…`, size) > width) characters.pop();
  return `${characters.join("").trimEnd()}…`;
};

/**
 * Text broken at spaces into lines that fit; a single word that is too long is cut.
 *
 * @param text - any text; empty gives no lines
 * @param size - font size in pixels
 * @param width - room in pixels
 * @returns the lines
 */
export const wrapText = (text: string, size: number, width: number): string[] => {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((part) => part !== "")) {
    const joined = lines.length === 0 ? word : `${lines.at(-1)} ${word}`;
    if (lines.length > 0 && textWidth(joined, size) <= width) lines[lines.length - 1] = joined;
    else lines.push(word);
  }
  return lines.map((line) => cutText(line, size, width));
};

/**
 * One line of text as an SVG element.
 *
 * @param content - plain text, escaped here
 * @param attributes - position, size, fill, anchor
 */
export const lettering = (content: string, attributes: Attributes): string =>
  element("text", attributes, escapeText(content));
