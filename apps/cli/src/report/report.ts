import type { Figure } from "../figures/draw-figures.js";
import { themeVariables } from "./report-theme.js";

/** What a report shows. */
export interface ReportContent {
  readonly name: string;
  /** A line under the heading: backend, size of the model, rows. */
  readonly about: string;
  /** Rows of the table of numbers: what, its value, and what it should be. */
  readonly numbers: readonly (readonly [name: string, value: string, aim: string])[];
  /** Drawn in the report's theme. */
  readonly figures: readonly Figure[];
  /** The config, as it stands in the run folder. */
  readonly config: string;
  readonly version: string;
}

/** Text for a place between tags. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (letter) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[letter]!);

const style = `${themeVariables}
*{box-sizing:border-box}
body{margin:0;background:var(--background);color:var(--text);font:16px/1.55 system-ui,-apple-system,"Segoe UI",sans-serif}
main{max-width:68rem;margin:0 auto;padding:2.5rem 1.25rem 4rem}
h1{font-size:2rem;line-height:1.2;margin:0 0 .25rem;letter-spacing:-.01em}
h2{font-size:1.25rem;margin:2.75rem 0 .25rem}
p{margin:.25rem 0 1rem;color:var(--muted);max-width:46rem}
table{border-collapse:collapse;width:100%;margin:1.25rem 0;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:.5rem .75rem .5rem 0;border-bottom:1px solid var(--grid);font-weight:400}
td:nth-child(2){text-align:right;font-weight:600;white-space:nowrap}
td:nth-child(3){color:var(--muted);padding-left:1.25rem;width:40%}
figure{margin:0;overflow-x:auto}
figure svg{display:block;max-width:100%;height:auto}
pre{background:color-mix(in srgb,var(--grid) 45%,transparent);padding:1rem 1.25rem;border-radius:.5rem;overflow-x:auto;font-size:.85rem;line-height:1.45}
footer{margin-top:3rem;color:var(--muted);font-size:.85rem}`;

const table = (rows: ReportContent["numbers"]): string =>
  rows
    .map(([name, value, aim]) => {
      const [first, second, third] = [name, value, aim].map((text) =>
        escapeHtml(text.replace(/(^| )-(?=\d)/g, "$1−")),
      );
      return `<tr><th scope="row">${first}</th><td>${second}</td><td>${third}</td></tr>`;
    })
    .join("\n");

const section = ({ title, caption, svg }: Figure): string =>
  `<section>
<h2>${escapeHtml(title)}</h2>
<p>${escapeHtml(caption)}</p>
<figure>${svg}</figure>
</section>`;

/**
 * The report of a run as one HTML file that needs nothing else: no script, no font, no request.
 *
 * @returns the document
 */
export const report = ({ name, about, numbers, figures, config, version }: ReportContent): string =>
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(name)} · nami</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escapeHtml(name)}</h1>
<p>${escapeHtml(about)}</p>
<table>
${table(numbers)}
</table>
${figures.map(section).join("\n")}
<section>
<h2>Config</h2>
<p>Everything that decides this run; the same config on the same backend gives the same numbers.</p>
<pre><code>${escapeHtml(config)}</code></pre>
</section>
<footer>Made by nami ${escapeHtml(version)}.</footer>
</main>
</body>
</html>
`;
