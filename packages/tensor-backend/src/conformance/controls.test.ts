import { describe, expect, test } from "vitest";
import type { TensorBackend } from "../backend.js";
import type { ValueType } from "../graph.js";
import type { PrimitiveName } from "../primitives.js";
import { referenceBackend } from "../reference/reference-backend.js";
import { type Fault, faultyBackend, type Rewriter } from "../testing/faulty-backend.js";
import { conformanceCases } from "./conformance-case.js";
import { specimenTable } from "./specimens/table.js";

const cases = conformanceCases({ level: "quick" });

/** Names of the cases that a backend fails, of those whose name passes a test. */
async function failures(backend: TensorBackend, wanted: (name: string) => boolean): Promise<string[]> {
  const failed: string[] = [];
  for (const { name, run, skipReason } of cases)
    if (wanted(name) && skipReason(backend) === undefined) await run(backend).catch(() => failed.push(name));
  return failed;
}

const of =
  (primitive: PrimitiveName) =>
  (name: string): boolean =>
    name.startsWith(`${primitive}: `);

function constant({ emit }: Rewriter, value: number, dtype: ValueType["dtype"]): number {
  return emit("full", { value, shape: [], dtype }, [], { shape: [], dtype });
}

/** The result times 1 + change. */
const scaled =
  (change: number): Fault =>
  (_, __, rewriter) =>
    rewriter.emit("mul", {}, [rewriter.keep(), constant(rewriter, 1 + change, "float32")]);

/** A small change of a float, the opposite of a truth value, one more than an integer. */
const slightlyWrong: Fault = (node, inputs, rewriter) => {
  const { emit, keep } = rewriter;
  if (node.dtype === "bool") return emit("logicalNot", {}, [keep()]);
  if (node.dtype === "int32") return emit("add", {}, [keep(), constant(rewriter, 1, "int32")]);
  return scaled(1e-5)(node, inputs, rewriter);
};

/** The first input with NaN replaced. */
const withoutNaN: Fault = (_, [x, ...rest], rewriter) => {
  const { emit, keep, typeOf } = rewriter;
  const type = typeOf(x!);
  if (type.dtype !== "float32") return keep();
  const isNumber = emit("equal", {}, [x!, x!], { shape: type.shape, dtype: "bool" });
  const lowest = constant(rewriter, Number.NEGATIVE_INFINITY, "float32");
  return keep([emit("where", {}, [isNumber, x!, lowest], type), ...rest]);
};

describe("a backend with one wrong primitive is caught", () => {
  test.each(Object.keys(specimenTable) as PrimitiveName[])(
    "when the result of %s is off by 1e-5",
    async (primitive) => {
      expect(await failures(faultyBackend(primitive, slightlyWrong), of(primitive))).not.toEqual([]);
    },
  );

  test("when tanh is off by 1e-3: in its values, its derivatives and in networks", async () => {
    const failed = await failures(faultyBackend("tanh", scaled(1e-3)), (name) => name.includes("tanh"));
    expect(failed).toContain("tanh: up to rank 3");
    expect(failed).toContain("tanh: derivatives");
    expect(failed).toContain("composition: d/dW of vᵀ(∂f/∂x)v of a tanh network");
  });

  test("when sub swaps its operands", async () => {
    const backend = faultyBackend("sub", (_, inputs, { keep }) => keep(inputs.toReversed()));
    expect(await failures(backend, of("sub"))).toContain("sub: up to rank 3");
  });

  test.each(["max", "maximum"] as const)(
    "when %s loses NaN: in its special values and nowhere else",
    async (primitive) => {
      expect(await failures(faultyBackend(primitive, withoutNaN), of(primitive))).toEqual([
        `${primitive}: special values`,
      ]);
    },
  );

  test("when sigmoid is 0 below −18.5", async () => {
    const cut: Fault = ({ shape }, [x], rewriter) => {
      const { emit, keep } = rewriter;
      const low = emit("less", {}, [x!, constant(rewriter, -18.5, "float32")], { shape, dtype: "bool" });
      return emit("where", {}, [low, constant(rewriter, 0, "float32"), keep()]);
    };
    expect(await failures(faultyBackend("sigmoid", cut), of("sigmoid"))).toEqual(["sigmoid: magnitudes"]);
  });

  test("when erf is an approximation to 1.5e-7: small arguments show it", async () => {
    const shifted: Fault = (_, __, rewriter) =>
      rewriter.emit("add", {}, [rewriter.keep(), constant(rewriter, 1.5e-7, "float32")]);
    expect(await failures(faultyBackend("erf", shifted), of("erf"))).toContain("erf: magnitudes");
  });

  test("when where keeps NaN of what it does not choose", async () => {
    const blended: Fault = ({ dtype }, [condition, a, b], { emit, keep }) => {
      if (dtype !== "float32") return keep();
      const kept = keep();
      const difference = emit("sub", {}, [a!, b!]);
      void condition;
      return emit("add", {}, [kept, emit("sub", {}, [difference, difference])]);
    };
    expect(await failures(faultyBackend("where", blended), of("where"))).toContain("where: special values");
  });

  test("when a convolution exchanges its borders", async () => {
    const turned: Fault = (node, inputs, { emit, keep }) => {
      if (node.primitive !== "conv2d") return keep();
      const [[top, bottom], [left, right]] = node.attributes.padding;
      return emit("conv2d", { ...node.attributes, padding: [[bottom, top], [right, left]] }, inputs);
    }; // biome-ignore format: a table
    expect(await failures(faultyBackend("conv2d", turned), of("conv2d"))).toEqual(["conv2d: windows"]);
  });

  test("when outputs share memory with inputs", async () => {
    const inner = referenceBackend();
    const aliasing: TensorBackend = {
      ...inner,
      compile: async (graph) => {
        const program = await inner.compile(graph);
        const only = graph.nodes.length === 1 && graph.nodes[0]?.primitive === "identity";
        return { ...program, run: async (inputs) => (only ? [...inputs] : program.run(inputs)) };
      },
    };
    expect(await failures(aliasing, (name) => name.startsWith("program: "))).toContain(
      "program: an output that is an input is a value of its own",
    );
  });
});

test("the reference backend itself fails nothing that the controls look at", async () => {
  expect(await failures(referenceBackend(), (name) => name.includes("tanh") || of("max")(name))).toEqual([]);
});
