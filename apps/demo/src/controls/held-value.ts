import type { RefObject } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";

/**
 * For a field that a visitor types into or drags: it shows another value when the value changes, and only then: what is half
 * typed must stay when the page is drawn again for another reason.
 *
 * @param scale what the value is a place on, where that may change too
 */
export const useHeldValue = (value: number, scale?: number): RefObject<HTMLInputElement | null> => {
  const field = useRef<HTMLInputElement>(null);
  useLayoutEffect(() => {
    if (field.current) field.current.value = String(value);
  }, [value, scale]);
  return field;
};
