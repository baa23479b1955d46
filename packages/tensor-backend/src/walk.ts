import type { Tensor } from "./tensor.js";

/** The tensors that an operation reads; none for values and placeholders. */
export function operands(x: Tensor): readonly Tensor[] {
  return x.source.kind === "operation" ? x.source.inputs : [];
}

/**
 * Every tensor that the outputs are made of, each after its operands. Iterative, so that a chain of a million
 * operations does not exhaust the stack.
 *
 * @param inputsOf what to go on to from a tensor: its operands unless told
 */
export function topologicalOrder(
  outputs: readonly Tensor[],
  inputsOf: (x: Tensor) => readonly Tensor[] = operands,
): Tensor[] {
  const order: Tensor[] = [];
  const seen = new Set<Tensor>();
  const stack: { tensor: Tensor; inputs: readonly Tensor[]; next: number }[] = [];
  const push = (tensor: Tensor): void => {
    if (seen.has(tensor)) return;
    seen.add(tensor);
    stack.push({ tensor, inputs: inputsOf(tensor), next: 0 });
  };
  for (const output of outputs) {
    push(output);
    while (stack.length) {
      const frame = stack[stack.length - 1]!;
      const input = frame.inputs[frame.next++];
      if (input) push(input);
      else {
        order.push(frame.tensor);
        stack.pop();
      }
    }
  }
  return order;
}
