import { describe, expect, test } from "vitest";
import { siteLink, withSiteLinks } from "./links.js";

describe("siteLink", () => {
  test("leads to the pages of docs, with their anchors", () => {
    expect(siteLink("packages/solvers/README.md", "../../docs/choose-a-sampler.md#grids")).toBe(
      "/choose-a-sampler#grids",
    );
    expect(siteLink("docs/decisions/0002-errors-package.md", "README.md")).toBe("/decisions/");
    expect(siteLink("README.md", "docs/index.md")).toBe("/");
  });

  test("leads to the reference for packages, named by folder or README", () => {
    expect(siteLink("docs/export-onnx.md", "../packages/backend-onnx/README.md")).toBe("/api/backend-onnx");
    expect(siteLink("README.md", "packages/random")).toBe("/api/random");
    expect(siteLink("packages/models/README.md", "../random")).toBe("/api/random");
    expect(siteLink("docs/index.md", "../packages")).toBe("/api/");
  });

  test("leads to the benchmarks, their results and the command line", () => {
    expect(siteLink("benchmarks/README.md", "results/sampling.json")).toBe("/results/sampling.json");
    expect(siteLink("README.md", "benchmarks")).toBe("/benchmarks");
    expect(siteLink("README.md", "apps/cli")).toBe("/command-line");
  });

  test("leaves links to the web and within a page, and knows no page for sources", () => {
    expect(siteLink("README.md", "https://arxiv.org/abs/2210.02747")).toBe(
      "https://arxiv.org/abs/2210.02747",
    );
    expect(siteLink("README.md", "#packages")).toBe("#packages");
    expect(siteLink("benchmarks/README.md", "src/questions")).toBeUndefined();
    expect(siteLink("docs/index.md", "../packages/random/src/key.ts")).toBeUndefined();
  });
});

test("withSiteLinks makes plain text of links to what the site has not", () => {
  const text = "See [`random`](packages/random) and [the code](packages/random/src/key.ts).";
  expect(withSiteLinks("README.md", text)).toBe("See [`random`](/api/random) and the code.");
});
