import type { Plugin } from "vite";

/**
 * What the page may do: run its own scripts and WebAssembly, talk to its own origin, and turn no text into markup or
 * code.
 */
const ofPages: Readonly<Record<string, string>> = {
  "default-src": "'none'",
  "script-src": "'self' 'wasm-unsafe-eval'",
  "style-src": "'self'",
  "img-src": "'self' data: blob:",
  "font-src": "'self'",
  "connect-src": "'self'",
  "manifest-src": "'self'",
  "worker-src": "'self'",
  "base-uri": "'none'",
  "form-action": "'none'",
  "require-trusted-types-for": "'script'",
  "trusted-types": "default",
};

/** What its workers may do: threads of WebAssembly are workers of theirs, and start from blobs. */
const ofWorkers: Readonly<Record<string, string>> = {
  "default-src": "'none'",
  "script-src": "'self' blob: 'wasm-unsafe-eval'",
  "connect-src": "'self' blob:",
  "worker-src": "'self' blob:",
};

const written = (policy: Readonly<Record<string, string>>): string =>
  Object.entries(policy)
    .map(([directive, sources]) => `${directive} ${sources}`)
    .join("; ");

/** Of every answer; the first two let WebAssembly share memory among threads. */
const headers: Readonly<Record<string, string>> = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Referrer-Policy": "no-referrer",
  "X-Content-Type-Options": "nosniff",
};

/**
 * Writes the policy of pages into the built page, for hosts whose headers cannot be set, and serves the built site with
 * the headers that a host should set.
 */
export const securityPolicy = (): Plugin => ({
  name: "nami-security-policy",
  transformIndexHtml: (_, { server }) =>
    server
      ? []
      : [
          {
            tag: "meta",
            attrs: { "http-equiv": "Content-Security-Policy", content: written(ofPages) },
            injectTo: "head-prepend",
          },
        ],
  configurePreviewServer: ({ middlewares }) => {
    middlewares.use(({ url = "" }, response, next) => {
      const policy = /\.m?js(\?|$)/.test(url)
        ? written(ofWorkers)
        : `${written(ofPages)}; frame-ancestors 'none'`;
      for (const [name, value] of Object.entries({ ...headers, "Content-Security-Policy": policy }))
        response.setHeader(name, value);
      next();
    });
  },
});
