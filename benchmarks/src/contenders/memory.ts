import { readFileSync } from "node:fs";

/** Bytes that a running process has in memory, now and at most so far; undefined where there is no /proc. */
export function residentBytes(pid: number): { readonly now: number; readonly peak: number } | undefined {
  let status: string;
  try {
    status = readFileSync(`/proc/${pid}/status`, "utf8");
  } catch {
    return undefined; // not Linux
  }
  const kilobytes = (name: string): number => Number(status.match(new RegExp(`${name}:\\s+(\\d+)`))?.[1]);
  return { now: kilobytes("VmRSS") * 1024, peak: kilobytes("VmHWM") * 1024 };
}
