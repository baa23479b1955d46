import { isFloat } from "../dtype.js";
import { add, cast, where } from "../ops/elementwise.js";
import type { PrimitiveName } from "../primitives.js";
import { contractionRules } from "./contraction.js";
import { binaryRules, unaryRules } from "./elementwise.js";
import {
  addDerivatives,
  alignLead,
  type DerivativeRule,
  leadShape,
  linearRule,
  sumTo,
  zeroRule,
} from "./rule.js";
import { shapingRules } from "./shaping.js";

/** The derivative of every primitive. */
export const derivativeRules: { readonly [P in PrimitiveName]: DerivativeRule<P> } = {
  full: zeroRule,
  iota: zeroRule,
  identity: linearRule(
    (d) => d,
    (d) => d,
  ),
  stopGradient: zeroRule,
  // Through integers and truth values nothing flows: like floor, they are flat.
  cast: {
    jvp: ({ attributes: { dtype } }, [d]) => (isFloat(dtype) ? d && cast(d, dtype) : undefined),
    vjp: ({ inputs: [x], attributes }, d) => [
      isFloat(x!.dtype) && isFloat(attributes.dtype) ? cast(d, x!.dtype) : undefined,
    ],
  },
  ...unaryRules,
  ...binaryRules,
  greater: zeroRule,
  greaterEqual: zeroRule,
  less: zeroRule,
  lessEqual: zeroRule,
  equal: zeroRule,
  notEqual: zeroRule,
  logicalAnd: zeroRule,
  logicalOr: zeroRule,
  logicalNot: zeroRule,
  isFinite: zeroRule,
  where: {
    jvp: ({ inputs, output }, [, da, db], lead) => {
      const condition = inputs[0]!;
      const [x, y] = [da, db].map((d) => d && alignLead(d, lead, output.shape.length));
      if (!x && !y) return undefined;
      return addDerivatives(
        add,
        [where(condition, x ?? 0, y ?? 0)],
        leadShape((x ?? y)!, lead, output.shape),
      );
    },
    vjp: ({ inputs: [condition, a, b] }, d) => [
      undefined,
      sumTo(where(condition!, d, 0), a!.shape),
      sumTo(where(condition!, 0, d), b!.shape),
    ],
  },
  ...contractionRules,
  ...shapingRules,
};
