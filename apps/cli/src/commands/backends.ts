import { probeBackends } from "../backends/probe.js";
import { autoOrder, browserBackends } from "../backends/registry.js";
import type { Terminal } from "../terminal.js";

/** `nami backends`: tries every backend on this machine, and says what `auto` picks and why. */
export const backendsCommand = async (terminal: Terminal): Promise<number> => {
  const probes = await probeBackends();
  const names = [...probes.map(({ name }) => name), ...Object.keys(browserBackends)];
  const width = Math.max(...names.map(({ length }) => length));
  for (const { name, about, milliseconds, reason, remedy } of probes) {
    terminal.print(`${reason === undefined ? "✓" : "✗"} ${name.padEnd(width)}  ${about}`);
    const indent = " ".repeat(width + 4);
    if (reason === undefined)
      terminal.print(`${indent}runs here; first result after ${Math.ceil(milliseconds ?? 0)} ms`);
    else {
      terminal.print(`${indent}absent: ${reason}`);
      terminal.print(`${indent}to have it: ${remedy}`);
    }
  }
  for (const [name, { about }] of Object.entries(browserBackends)) {
    terminal.print(`✗ ${name.padEnd(width)}  ${about}`);
    terminal.print(`${" ".repeat(width + 4)}absent: available in browsers only, this is Node.js`);
  }
  const present = new Set(probes.flatMap(({ name, reason }) => (reason === undefined ? [name] : [])));
  const pick = autoOrder.find((name) => present.has(name));
  terminal.print("");
  terminal.print(`auto picks ${pick ?? "nothing"}: the first of ${autoOrder.join(", ")} that runs here`);
  return 0;
};
