import { useEffect, useMemo } from "preact/hooks";

/** An effect of changes: it does not run when the page opens. */
export const useAfterFirst = (act: () => void, causes: readonly unknown[]): void => {
  const first = useMemo(() => ({ passed: false }), []);
  useEffect(() => {
    if (first.passed) act();
    first.passed = true;
  }, causes);
};
