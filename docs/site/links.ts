import { posix } from "node:path";

/**
 * Where a link between files of the repository leads on the site.
 *
 * @param from the file that holds the link, by its path in the repository
 * @param href what the link says
 * @returns the address on the site with its anchor; the link itself where it is one to the web or within the
 *   page; undefined where the site has no such page
 * @example siteLink("packages/solvers/README.md", "../../docs/choose-a-sampler.md#grids") // "/choose-a-sampler#grids"
 */
export const siteLink = (from: string, href: string): string | undefined => {
  if (/^([a-z]+:|#|\/)/i.test(href)) return href;
  const [path = "", anchor] = href.split("#");
  const file = posix.normalize(posix.join(posix.dirname(from), path)).replace(/\/$/, "");
  const page = pageOf(file);
  return page === undefined ? undefined : page + (anchor === undefined ? "" : `#${anchor}`);
};

/** The address of a file of the repository, or of a folder with a README. */
const pageOf = (file: string): string | undefined => {
  const page = /^docs\/(.+)\.md$/.exec(file)?.[1];
  if (page !== undefined) return `/${page.replace(/(^|\/)(index|README)$/, "$1")}`;
  const result = /^benchmarks\/(results\/.+\.json)$/.exec(file)?.[1];
  if (result !== undefined) return `/${result}`;
  const folder = file.replace(/\/README\.md$/, "");
  const name = /^packages\/([^/]+)$/.exec(folder)?.[1];
  if (name !== undefined) return `/api/${name}`;
  return { packages: "/api/", "apps/cli": "/command-line", benchmarks: "/benchmarks" }[folder];
};

/**
 * A page of the repository as a page of the site: links lead where they lead there, and links to what the
 * site doesn't have become plain text.
 */
export const withSiteLinks = (from: string, markdown: string): string =>
  markdown.replace(/(?<!!)\[((?:[^\][]|\[[^\]]*\])*)\]\(([^()\s]+)\)/g, (_, text: string, href: string) => {
    const link = siteLink(from, href);
    return link === undefined ? text : `[${text}](${link})`;
  });
