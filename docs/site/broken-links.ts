import { posix } from "node:path";

const valuesOf = (html: string, attribute: string): string[] =>
  [...html.matchAll(new RegExp(`\\s${attribute}="([^"]*)"`, "g"))].map(([, value]) => decode(value!));

const decode = (text: string): string =>
  text.replaceAll("&amp;", "&").replaceAll("&quot;", '"').replaceAll("&#39;", "'");

/**
 * The links within a site that lead nowhere: to a page or file that is not there, or to an anchor that its page lacks.
 *
 * @param pages HTML of each page by its path, such as `/guide/index.html`
 * @param exists whether a path is a file of the site
 * @returns one line for each broken link
 */
export const brokenLinks = (
  pages: ReadonlyMap<string, string>,
  exists: (path: string) => boolean,
): string[] => {
  const anchors = new Map([...pages].map(([path, html]) => [path, new Set(valuesOf(html, "id"))]));
  const pageOf = (path: string): string | undefined =>
    [path, `${path}.html`, posix.join(path, "index.html")].find((name) => pages.has(name));
  const faultOf = (from: string, link: string): string | undefined => {
    if (/^([a-z]+:|\/\/)/i.test(link)) return undefined;
    const { pathname, hash } = new URL(link, `http://site${from}`);
    const path = decodeURIComponent(pathname);
    const page = pageOf(path);
    if (page === undefined) return exists(path) ? undefined : "no such page or file";
    const anchor = decodeURIComponent(hash.slice(1));
    return anchor === "" || anchors.get(page)!.has(anchor) ? undefined : "no such anchor";
  };
  return [...pages].flatMap(([from, html]) =>
    [...new Set([...valuesOf(html, "href"), ...valuesOf(html, "src")])].flatMap((link) => {
      const fault = faultOf(from, link);
      return fault === undefined ? [] : [`${from}: ${link}: ${fault}`];
    }),
  );
};
