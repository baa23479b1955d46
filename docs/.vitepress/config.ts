import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type DefaultTheme, defineConfig } from "vitepress";
import { siteLink } from "../site/links.js";

const docs = fileURLToPath(new URL("..", import.meta.url));

/** Pages of a folder in the order of their names, titled by their first headings. */
const pagesOf = (folder: string): DefaultTheme.SidebarItem[] =>
  existsSync(docs + folder)
    ? readdirSync(docs + folder)
        .filter((name) => name.endsWith(".md") && !/^(index|README)\.md$/.test(name))
        .sort()
        .map((name) => ({
          text: /^# (.+)$/m.exec(readFileSync(`${docs}${folder}/${name}`, "utf8"))?.[1] ?? name,
          link: `/${folder}/${name.replace(/\.md$/, "")}`,
        }))
    : [];

const page = (text: string, link: string): DefaultTheme.SidebarItem => ({ text, link });

export default defineConfig({
  title: "nami",
  description: "Flow matching, diffusion, stochastic interpolants and normalizing flows in TypeScript",
  base: process.env.NAMI_DOCS_BASE ?? "/",
  cleanUrls: true,
  rewrites: { "decisions/README.md": "decisions/index.md" },
  srcExclude: ["site/**", "live/**"],
  markdown: {
    math: true,
    theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" },
    config: (md) => {
      // A heading of a table that says nothing is no heading to a screen reader.
      md.core.ruler.push("nami-empty-headings", ({ tokens }) => {
        for (const [i, token] of tokens.entries())
          if (token.type === "th_open" && tokens[i + 1]?.content === "") {
            token.tag = "td";
            tokens[i + 2]!.tag = "td";
          }
      });
      // Indented code is code: VitePress dresses fences only, and what is bare widens a phone's page.
      md.core.ruler.push("nami-indented-code", ({ tokens }) => {
        for (const token of tokens)
          if (token.type === "code_block") Object.assign(token, { type: "fence", tag: "code", info: "text" });
      });
      md.core.ruler.push("nami-links", ({ tokens, env }) => {
        for (const token of tokens.flatMap(({ children }) => children ?? [])) {
          const href = token.type === "link_open" ? token.attrGet("href") : null;
          if (href !== null) token.attrSet("href", siteLink(`docs/${env.relativePath}`, href) ?? href);
        }
      });
    },
  },
  vite: {
    // Sources, not builds: what the figures run is what the repository holds.
    resolve: { conditions: ["@nami/source"] },
    worker: { format: "es" },
    build: { chunkSizeWarningLimit: 2000 },
  },
  themeConfig: {
    outline: [2, 3],
    search: { provider: "local" },
    nav: [
      page("Tutorials", "/tutorials/first-flow"),
      page("Guides", "/conventions"),
      page("Reference", "/api/"),
      page("Decisions", "/decisions/"),
    ] as DefaultTheme.NavItem[],
    sidebar: {
      "/api/": [{ text: "Reference", items: [page("All packages", "/api/"), ...pagesOf("api")] }],
      "/decisions/": [
        { text: "Decisions", items: [page("All decisions", "/decisions/"), ...pagesOf("decisions")] },
      ],
      "/": [
        {
          text: "Tutorials",
          items: [
            page("A first flow", "/tutorials/first-flow"),
            page("In a web page", "/tutorials/web-page"),
            page("One dimension, all visible", "/tutorials/one-dimension"),
            page("Conditions", "/tutorials/conditions"),
            page("Likelihood", "/tutorials/likelihood"),
            page("Diffusion", "/tutorials/diffusion"),
            page("Solvers at work", "/tutorials/solvers"),
            page("Couplings", "/tutorials/couplings"),
            page("Stochastic interpolants", "/tutorials/interpolants"),
            page("From and to Python", "/tutorials/python"),
          ],
        },
        {
          text: "Guides",
          items: [
            page("Conventions", "/conventions"),
            page("Which path is which", "/which-path-is-which"),
            page("Which process", "/which-process"),
            page("Choose a backend", "/choose-a-backend"),
            page("Choose a solver", "/choose-a-solver"),
            page("Choose a sampler", "/choose-a-sampler"),
            page("Export ONNX files", "/export-onnx"),
            page("Write a path", "/write-a-path"),
            page("Write a solver", "/write-a-solver"),
            page("Write a backend", "/write-a-backend"),
            page("Solve without tensors", "/solve-without-tensors"),
            page("Solve with TF.js", "/solve-with-tfjs"),
            page("The command line", "/command-line"),
          ],
        },
        {
          text: "More",
          items: [
            page("nami in Python and here", "/python-nami"),
            page("The seeds, run", "/seeds"),
            page("The sampling law", "/sampling-law"),
            page("Benchmarks", "/benchmarks"),
          ],
        },
      ],
    },
  },
});
