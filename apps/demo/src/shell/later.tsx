import type { ComponentChildren, JSX } from "preact";
import { useEffect, useState } from "preact/hooks";

/** A part of a page that comes once the rest is painted: a page that is made all at once holds the browser up. */
export const Later = ({ children }: { readonly children: ComponentChildren }): JSX.Element => {
  const [isDue, setDue] = useState(false);
  useEffect(() => setDue(true), []);
  return <>{isDue && children}</>;
};
