import type { Buffer, ScanInput, TensorBackend } from "../backend.js";
import { type ReferenceBackend, referenceBackend } from "../reference/reference-backend.js";
import { sizeOf } from "../shape.js";

/** What is handed to a round in place of what the round before it made. */
export type Mistake = (source: ScanInput) => boolean;

/**
 * A reference backend that makes one program of many rounds, and counts those programs and their runs.
 *
 * @param mistaken of which carried inputs every round gets the first value again; default none
 */
export function scanningBackend(mistaken: Mistake = () => false): {
  readonly backend: ReferenceBackend;
  readonly counts: { scans: number; runs: number };
} {
  const inner = referenceBackend();
  const counts = { scans: 0, runs: 0 };
  const compileScan: TensorBackend["compileScan"] = async (graph, sources) => {
    counts.scans++;
    const program = await inner.compile(graph);
    const ofRound = async (whole: Buffer, round: number): Promise<Buffer> => {
      const shape = whole.shape.slice(1);
      const size = sizeOf(shape);
      const values = await inner.read(whole);
      return inner.upload(values.slice(round * size, (round + 1) * size), shape, whole.dtype);
    };
    return {
      run: async (given) => {
        counts.runs++;
        const rounds = given[sources.findIndex(({ kind }) => kind === "stacked")]!.shape[0]!;
        let outputs: Buffer[] = [];
        for (let round = 0; round < rounds; round++) {
          const own = new Map<number, Buffer>();
          for (const [place, { kind }] of sources.entries())
            if (kind === "stacked") own.set(place, await ofRound(given[place]!, round));
          const inputs = sources.map((source, place) => {
            const carried = source.kind === "carried" && round > 0 && !mistaken(source);
            return own.get(place) ?? (carried ? outputs[source.output]! : given[place]!);
          });
          const next = await program.run(inputs);
          for (const buffer of [...own.values(), ...outputs]) inner.free(buffer);
          outputs = next;
        }
        return outputs;
      },
      dispose: program.dispose,
      rounds: Number.POSITIVE_INFINITY,
    };
  };
  return { backend: { ...inner, compileScan }, counts };
}
