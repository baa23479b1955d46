import { OptionError } from "@nami/errors";
import { namedLeaves } from "../named-leaves.js";
import type { StoredTensor } from "../safetensors/read.js";
import { writeSafetensors } from "../safetensors/write.js";
import { checkCheckpoint } from "./check-checkpoint.js";
import type { Checkpoint } from "./checkpoint.js";
import { fields, format, sealed } from "./seal.js";

/**
 * A checkpoint as one safetensors file, which Python reads too.
 *
 * Tensors are named `params.layers.0.weight`, `optimizer.…`, `ema.…`; step, key and a checksum of the whole file are
 * metadata beginning with `nami.`, beside the checkpoint's own.
 *
 * @throws OptionError when it is no checkpoint, or its metadata uses a name that begins with `nami.`
 */
export async function encodeCheckpoint(checkpoint: Checkpoint): Promise<Uint8Array<ArrayBuffer>> {
  checkCheckpoint("encodeCheckpoint", checkpoint);
  const { step, key, params, optimizer, ema, metadata } = checkpoint;
  const leaves = new Map([
    ...namedLeaves(params, "params"),
    ...namedLeaves(optimizer, "optimizer"),
    ...(ema ? namedLeaves(ema, "ema") : []),
  ]);
  const tensors = new Map<string, StoredTensor>();
  for (const [name, x] of leaves)
    tensors.set(name, { dtype: x.dtype, shape: x.shape, values: await x.data() });
  for (const name of Object.keys(metadata))
    if (name.startsWith("nami."))
      throw new OptionError(
        `encodeCheckpoint: metadata must not begin with nami., got ${JSON.stringify(name)}. Choose another name.`,
      );
  return sealed((seal) =>
    writeSafetensors(
      tensors,
      new Map([
        [fields.seal, seal],
        [fields.format, format],
        [fields.step, String(step)],
        [fields.key, key.words.join()],
        ...Object.entries(metadata),
      ]),
    ),
  );
}
