/** Values of attributes; `undefined` leaves the attribute out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** Characters that XML 1.0 does not allow at all, not even escaped (section 2.2), and halves of surrogate pairs. */
const forbidden =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to take out
  /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/**
 * Text made safe as content and as an attribute's value: no markup of the caller's survives.
 *
 * @param text - any string; characters that XML forbids become U+FFFD
 * @returns the same text with `& < > " '` as entities
 *
 * @example
 * escapeText("<b>") // "&lt;b&gt;"
 *
 * @see XML 1.0, sections 2.2 and 4.6
 */
export const escapeText = (text: string): string =>
  text.replace(forbidden, "\uFFFD").replace(/[&<>"']/g, (character) => entities[character] ?? character);

/**
 * A coordinate as short text, to a tenth of a pixel.
 *
 * @example
 * px(12.3456) // "12.3"
 */
export const px = (value: number): string => String(Math.round(value * 10) / 10);

/**
 * One SVG element.
 *
 * @param name - the tag
 * @param attributes - numbers are rounded to a hundredth, strings escaped
 * @param children - markup, taken as it is
 * @returns the element as text
 *
 * @example
 * element("circle", { r: 2 }) // '<circle r="2"/>'
 */
export const element = (name: string, attributes: Attributes, children = ""): string => {
  const written = Object.entries(attributes).map(([key, value]) => {
    if (value === undefined) return "";
    return ` ${key}="${typeof value === "number" ? Math.round(value * 100) / 100 : escapeText(value)}"`;
  });
  const open = `<${name}${written.join("")}`;
  return children === "" ? `${open}/>` : `${open}>${children}</${name}>`;
};
