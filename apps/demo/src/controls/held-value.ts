import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/**
 * For a field that a visitor types into or drags: it shows another value when the value changes, and only then: what is half
 * typed must stay when the page is drawn again for another reason.
 */
export const useHeldValue = (value: number): RefObject<HTMLInputElement | null> => {
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (field.current) field.current.value = String(value);
  }, [value]);
  return field;
};
