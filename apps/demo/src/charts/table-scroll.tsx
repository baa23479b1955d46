import type { ComponentChildren, JSX } from "preact";

/** A place for a table that may be wider than the page: it scrolls, with the keyboard too. */
export const TableScroll = ({
  label,
  children,
}: {
  readonly label: string;
  readonly children: ComponentChildren;
}): JSX.Element => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
  <section class="table-scroll" aria-label={label} tabIndex={0}>
    {children}
  </section>
);
