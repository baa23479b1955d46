import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";

const types: Readonly<Record<string, string>> = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".mjs": "text/javascript",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
};

/** A static site on a free port of localhost. */
export interface Site {
  readonly address: string;
  /** Bytes after gzip of every file that was asked for, by path. */
  readonly sizes: ReadonlyMap<string, number>;
  close(): void;
}

/**
 * Serves a folder as any static host does: `index.html` for folders, `.html` left out of addresses.
 *
 * @param folder what to serve
 * @param headers with each file
 * @returns the site, once it listens
 */
export const serve = async (
  folder: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Site> => {
  const sizes = new Map<string, number>();
  const fileOf = (path: string): string | undefined =>
    [path, `${path}.html`, join(path, "index.html")].find(
      (name) => existsSync(name) && statSync(name).isFile(),
    );
  const server = createServer(({ url }, response) => {
    const path = normalize(decodeURIComponent(new URL(url ?? "/", "http://localhost").pathname));
    const file = fileOf(join(folder, path));
    if (file === undefined) return response.writeHead(404).end();
    const bytes = readFileSync(file);
    if (!sizes.has(path)) sizes.set(path, gzipSync(bytes).length);
    const type = types[extname(file)] ?? "text/plain";
    return response.writeHead(200, { ...headers, "Content-Type": type }).end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { address: `http://localhost:${port}`, sizes, close: () => server.close() };
};
