import { readFileSync, writeFileSync } from "node:fs";
import wabt from "wabt";

const source = new URL("../../packages/random/src/kernels/kernels.wat", import.meta.url);
const target = new URL("../../packages/random/src/kernels/bytes.ts", import.meta.url);

/** The TypeScript module that `kernels.wat` assembles to. */
export async function assembled(): Promise<string> {
  const module = (await wabt()).parseWat("kernels.wat", readFileSync(source), { simd: true });
  try {
    module.validate();
    const text = Buffer.from(module.toBinary({}).buffer).toString("base64");
    return `/** \`kernels.wat\`, assembled by \`npm run kernels\` in this package. */\nexport const bytes =\n  "${text}";\n`;
  } finally {
    module.destroy();
  }
}

/** The committed module. */
export const committed = (): string => readFileSync(target, "utf8");

if (process.argv[2] === "write") writeFileSync(target, await assembled());
