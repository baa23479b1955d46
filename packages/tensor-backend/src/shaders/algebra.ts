/**
 * Formulas over values of a device that computes in float32 with shaders; numbers may stand in for operands.
 *
 * Its functions may be as coarse as WGSL allows.
 *
 * @typeParam V a value of the device
 */
export interface ShaderAlgebra<V> {
  add(a: V | number, b: V | number): V;
  sub(a: V | number, b: V | number): V;
  mul(a: V | number, b: V | number): V;
  div(a: V | number, b: V | number): V;
  less(a: V | number, b: V | number): V;
  equal(a: V | number, b: V | number): V;
  /** a where the condition holds, else b. */
  select(condition: V, a: V | number, b: V | number): V;
  abs(x: V): V;
  sign(x: V): V;
  floor(x: V): V;
  exp(x: V): V;
  log(x: V): V;
  tanh(x: V): V;
}

/** c[0]·xⁿ + … + c[n], by Horner's rule. */
export function polynomial<V>(
  m: ShaderAlgebra<V>,
  [first = 0, second = 0, ...rest]: readonly number[],
  x: V,
): V {
  return rest.reduce((sum, c) => m.add(m.mul(sum, x), c), m.add(m.mul(first, x), second));
}
