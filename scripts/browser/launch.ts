import type { LaunchOptions } from "playwright";

/** How every script here launches Chromium. `CHROMIUM` names another binary than Debian's. */
export const launchOptions = (): LaunchOptions => ({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    // Without this flag `navigator.gpu.requestAdapter()` is null in headless Chromium.
    "--enable-unsafe-webgpu",
  ],
});
